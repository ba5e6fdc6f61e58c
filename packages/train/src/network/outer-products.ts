import type { Workspace } from "./kernels.ts";
import { allocateAddresses } from "./vectors.ts";

/** Steps whose vectors are rearranged at once: small enough that a panel stays in the first cache. */
const CHUNK = 256;

/** Vectors behind an array of addresses, each taken from `offset` bytes on. */
export interface VectorSource {
  readonly addresses: number;
  readonly offset: number;
}

/**
 * Σ_n d_n x_nᵀ over `count` steps, by the one product kernel: the d are the panels, each component of x
 * over the steps is an operand. d has `rows` numbers (a multiple of 8), x has `columns`; the result is
 * [columns × rows], the transpose, in kernel memory that the caller releases.
 */
export function outerProducts(
  { kernels, memory }: Workspace,
  d: VectorSource,
  rows: number,
  x: VectorSource,
  columns: number,
  count: number,
): number {
  const result = memory.allocate(columns * rows * 4);
  memory.f32.fill(0, result / 4, result / 4 + columns * rows);
  const panels = memory.allocate(rows * CHUNK * 4);
  const transposed = memory.allocate(columns * CHUNK * 4);
  const xs = allocateAddresses(memory, columns, (k) => transposed + k * CHUNK * 4);
  const zs = allocateAddresses(memory, columns, (k) => result + k * rows * 4);
  for (let n = 0; n < count; n += CHUNK) {
    const size = Math.min(CHUNK, count - n);
    kernels.packVectors(panels, d.addresses + n * 4, d.offset, rows, size);
    kernels.transposeVectors(transposed, CHUNK, x.addresses + n * 4, x.offset, columns, size);
    kernels.addProduct(panels, rows, size, xs, 0, zs, 0, columns);
  }
  return result;
}

/** target[rowMap[r]][k] += result[k][r]: from an `outerProducts` result to a row-major [· × columns] gradient. */
export function addTransposed(
  { memory }: Workspace,
  result: number,
  rowMap: Int32Array,
  columns: number,
  target: Float32Array,
): void {
  const rows = rowMap.length;
  const { f32 } = memory;
  for (let r = 0; r < rows; r++) {
    if (rowMap[r] < 0) continue;
    let to = rowMap[r] * columns;
    let from = result / 4 + r;
    for (let k = 0; k < columns; k++, to++, from += rows) target[to] += f32[from];
  }
}

/** Σ_n d_n over `count` steps into target[rowMap[r]]. */
export function addSum(
  { kernels, memory }: Workspace,
  d: VectorSource,
  rowMap: Int32Array,
  count: number,
  target: Float32Array,
): void {
  const rows = rowMap.length;
  const sum = memory.allocate(rows * 4);
  memory.f32.fill(0, sum / 4, sum / 4 + rows);
  kernels.sumVectors(sum, d.addresses, d.offset, rows * 4, count);
  rowMap.forEach((to, r) => {
    if (to >= 0) target[to] += memory.f32[sum / 4 + r];
  });
}
