import { packPanels, packTransposedPanels, padded } from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import { addTransposed, outerProducts, type VectorSource } from "./outer-products.ts";

/** z = W x of many steps: forward, back to x, and the gradient of W. */
export class LinearPass {
  readonly #workspace: Workspace;
  readonly #map: Int32Array;
  readonly #columns: number;
  readonly #panels: number;
  readonly #transposed: number;

  /** `map`: the row of W that each number of z is of, −1 for padding (a multiple of 8 of them); `columns`: numbers of x. */
  constructor(workspace: Workspace, map: Int32Array, columns: number) {
    this.#workspace = workspace;
    this.#map = map;
    this.#columns = columns;
    this.#panels = workspace.memory.allocateZeros(map.length * columns * 4);
    this.#transposed = workspace.memory.allocateZeros(padded(columns) * map.length * 4);
  }

  /** `weight`: W, row-major. */
  load(weight: Float32Array): void {
    const { f32 } = this.#workspace.memory;
    const [map, columns, width] = [this.#map, this.#columns, padded(this.#columns)];
    const place = (address: number, length: number) => f32.subarray(address / 4, address / 4 + length);
    packPanels(place(this.#panels, map.length * columns), weight, columns, map);
    packTransposedPanels(place(this.#transposed, width * map.length), weight, columns, map, width);
  }

  /** z += W x */
  forward(x: VectorSource, z: VectorSource, count: number): void {
    const rows = this.#map.length;
    const { kernels } = this.#workspace;
    kernels.addProduct(this.#panels, rows, this.#columns, x.addresses, x.offset, z.addresses, z.offset, count);
  }

  /** dx += Wᵀ dz, into [padded columns] each. */
  backward(dz: VectorSource, dx: VectorSource, count: number): void {
    const { kernels } = this.#workspace;
    const [width, rows] = [padded(this.#columns), this.#map.length];
    kernels.addProduct(this.#transposed, width, rows, dz.addresses, dz.offset, dx.addresses, dx.offset, count);
  }

  /** `gradient` (of W) += Σ dz xᵀ */
  addGradient(dz: VectorSource, x: VectorSource, count: number, gradient: Float32Array): void {
    const { memory } = this.#workspace;
    const mark = memory.mark();
    const result = outerProducts(this.#workspace, dz, this.#map.length, x, this.#columns, count);
    addTransposed(this.#workspace, result, this.#map, this.#columns, gradient);
    memory.release(mark);
  }
}
