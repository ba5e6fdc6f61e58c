import { argmax, type HeadConfig, type Weights } from "@rivulet/engine";
import { gateRows, packPanels, packTransposedPanels, padded } from "@rivulet/engine/training";
import { crossEntropy } from "../cross-entropy.ts";
import type { Workspace } from "./kernels.ts";
import { addSum, addTransposed, outerProducts } from "./outer-products.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** Bias of padding rows, far below every logit. */
const PAD_LOGIT = -1e30;

/** What a head's loss came to over a batch. */
export interface HeadLoss {
  /** Sum of −ln p(target), without smoothing. */
  loss: number;
  targets: number;
  correct: number;
}

/** A softmax head over a whole batch: logits, cross-entropy and the gradients. */
export class HeadPass {
  readonly #workspace: Workspace;
  readonly #config: HeadConfig;
  readonly #index: number;
  readonly #columns: number;
  readonly #map: Int32Array;
  readonly #weight: number;
  readonly #weightTransposed: number;
  readonly #bias: number;
  #logits: Vectors | undefined;

  /** `columns`: H of the top layer. */
  constructor(workspace: Workspace, config: HeadConfig, index: number, columns: number) {
    const { memory } = workspace;
    this.#workspace = workspace;
    this.#config = config;
    this.#index = index;
    this.#columns = columns;
    this.#map = gateRows(config.size, [0]);
    const rows = this.#map.length;
    this.#weight = memory.allocate(rows * columns * 4);
    this.#weightTransposed = memory.allocate(padded(columns) * rows * 4);
    this.#bias = memory.allocate(rows * 4);
  }

  load(weights: Weights): void {
    const { f32 } = this.#workspace.memory;
    const rows = this.#map.length;
    const weight = weights[`heads.${this.#index}.weight`].data;
    const place = (address: number, length: number) => f32.subarray(address / 4, address / 4 + length);
    packPanels(place(this.#weight, rows * this.#columns), weight, this.#columns, this.#map);
    const width = padded(this.#columns);
    packTransposedPanels(place(this.#weightTransposed, width * rows), weight, this.#columns, this.#map, width);
    place(this.#bias, rows).fill(PAD_LOGIT).set(weights[`heads.${this.#index}.bias`].data);
  }

  /** Leaves `scale` · d loss / d logits for `backward`. `tops`: what the head sees, [padded H] a step. */
  forward(grid: StepGrid, tops: Vectors, smoothing: number, scale: number): HeadLoss {
    const { kernels, memory } = this.#workspace;
    const rows = this.#map.length;
    const logits = allocateVectors(memory, grid.steps, rows);
    const probabilities = memory.allocate(rows * 4);
    const { f32 } = memory;
    for (let n = 0; n < grid.steps; n++) {
      f32.copyWithin((logits.base + n * logits.bytes) / 4, this.#bias / 4, this.#bias / 4 + rows);
    }
    kernels.addProduct(this.#weight, rows, this.#columns, tops.addresses, 0, logits.addresses, 0, grid.steps);
    const total: HeadLoss = { loss: 0, targets: 0, correct: 0 };
    const { size } = this.#config;
    const p = f32.subarray(probabilities / 4, probabilities / 4 + size);
    grid.forEach((n, job, t) => {
      const at = logits.base + n * logits.bytes;
      const target = grid.sequences[job].targets[this.#index][t];
      if (target >= 0) kernels.softmax(probabilities, at, rows);
      const d = f32.subarray(at / 4, at / 4 + rows).fill(0);
      if (target < 0) return;
      total.loss += crossEntropy(p, target, smoothing, scale, d);
      total.targets++;
      if (argmax(p) === target) total.correct++;
    });
    this.#logits = logits;
    return total;
  }

  /** Adds d loss / d tops to `dTops` and the head's gradients to `gradient`. */
  backward(grid: StepGrid, tops: Vectors, dTops: Vectors, gradient: (name: string) => Float32Array): void {
    const workspace = this.#workspace;
    const { kernels, memory } = workspace;
    const { addresses } = this.#logits as Vectors;
    const rows = this.#map.length;
    kernels.addProduct(
      this.#weightTransposed,
      padded(this.#columns),
      rows,
      addresses,
      0,
      dTops.addresses,
      0,
      grid.steps,
    );
    const mark = memory.mark();
    const d = { addresses, offset: 0 };
    const result = outerProducts(
      workspace,
      d,
      rows,
      { addresses: tops.addresses, offset: 0 },
      this.#columns,
      grid.steps,
    );
    addTransposed(workspace, result, this.#map, this.#columns, gradient(`heads.${this.#index}.weight`));
    addSum(workspace, d, this.#map, grid.steps, gradient(`heads.${this.#index}.bias`));
    memory.release(mark);
  }
}
