// One weight matrix W behind one seam: what holds its numbers is known here and nowhere above.

import { addProduct } from "./product";
import { addProductInt16, quantizeVector } from "./product-int16";

export const F32: i32 = 0;
export const INT16: i32 = 1;

/** A packed matrix (src/kernels/matrix-record.ts writes it). */
@unmanaged
export class Matrix {
  format: i32;
  /** A multiple of 8. */
  rows: i32;
  columns: i32;
  panels: usize;
  /** INT16: the scale of each row. */
  scales: usize;
  /** INT16: pairs of columns whose products fit a 32-bit sum. */
  block: i32;
  /** INT16: addresses of vectors that quantised operands are written to, one a job. */
  operands: usize;
}

/** z += W x for `count` jobs; xs, zs: arrays of addresses, to each of which xOffset (zOffset) is added. */
export function addMatrixProduct(matrix: usize, xs: usize, xOffset: usize, zs: usize, zOffset: usize, count: i32): void {
  const w = changetype<Matrix>(matrix);
  if (w.format == F32) return addProduct(w.panels, w.rows, w.columns, xs, xOffset, zs, zOffset, count);
  for (let job = 0; job < count; job++) {
    quantizeVector(load<usize>(w.operands + (job << 2)), load<usize>(xs + (job << 2)) + xOffset, w.columns);
  }
  addProductInt16(w.panels, w.scales, w.block, w.rows, w.columns, w.operands, zs, zOffset, count);
}
