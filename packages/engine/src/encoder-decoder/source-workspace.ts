import type { AttentionKernels } from "../kernels/attention-kernels.ts";
import { KernelMemory } from "../kernels/kernel-memory.ts";
import { allocateMatrix, type MatrixRecord, NO_OPERANDS, writeMatrix } from "../kernels/matrix-record.ts";
import { gateRows } from "../kernels/panels.ts";
import { instantiate, type KernelSource, type WasmMemory } from "../kernels/wasm.ts";
import { dequantize, type StoredTensor } from "../tensors.ts";

/** What attention and bridge call. Addresses, bytes, counts. */
export interface SourceKernels extends AttentionKernels {
  readonly memory: WasmMemory;
  heapBase(): number;
  addMatrixProduct(matrix: number, xs: number, xOffset: number, zs: number, zOffset: number, count: number): void;
}

/** An instance of the kernels with its memory, in which attention and bridge share one place for an operand and a result. */
export class SourceWorkspace {
  readonly kernels: SourceKernels;
  readonly memory: KernelMemory;
  /** Array of the one address of an operand. */
  readonly #x: number;
  readonly #z: number;

  constructor(source: KernelSource) {
    this.kernels = instantiate<SourceKernels>(source);
    this.memory = new KernelMemory(this.kernels.memory, this.kernels.heapBase());
    this.#x = this.memory.allocate(4);
    this.#z = this.memory.allocate(4);
  }

  /** A matrix as floats, whatever it is stored as: those of attention and bridge are small beside the cells'. */
  matrix(tensor: StoredTensor): MatrixRecord {
    const [rows, columns] = tensor.shape;
    const record = allocateMatrix(this.memory, gateRows(rows, [0]), columns, "f32", NO_OPERANDS);
    writeMatrix(this.memory, record, dequantize(tensor), columns);
    return record;
  }

  /** Room for `size` numbers up to a multiple of 8, zeros behind those of `values`. */
  vector(size: number, values?: Float32Array): number {
    const address = this.memory.allocateZeros(gateRows(size, [0]).length * 4);
    if (values) this.memory.f32.set(values, address / 4);
    return address;
  }

  /** z += W x */
  multiply(matrix: MatrixRecord, x: number, z: number): void {
    const { i32 } = this.memory;
    i32[this.#x / 4] = x;
    i32[this.#z / 4] = z;
    this.kernels.addMatrixProduct(matrix.address, this.#x, 0, this.#z, 0, 1);
  }

  /** Fills `into` from `address` on, without a view: a step allocates nothing. */
  read(address: number, into: Float32Array): void {
    const { f32 } = this.memory;
    for (let i = 0, from = address / 4; i < into.length; i++, from++) into[i] = f32[from];
  }

  view(address: number, length: number): Float32Array {
    return this.memory.f32.subarray(address / 4, address / 4 + length);
  }
}
