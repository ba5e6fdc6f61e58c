// One weight matrix W behind one seam: what holds its numbers is known here and nowhere above.

import { addProduct } from "./product";
import { addProductInt16, quantizeVector } from "./product-int16";
import { addProductInt8, splitVector } from "./product-int8";

export const F32: i32 = 0;
export const INT16: i32 = 1;
/** One byte a weight: for kernels with relaxed SIMD, with the bits of INT16. */
export const INT8: i32 = 2;

/** A packed matrix (src/kernels/matrix-record.ts writes it). */
@unmanaged
export class Matrix {
  format: i32;
  /** A multiple of 8. */
  rows: i32;
  columns: i32;
  panels: usize;
  /** Integers: the scale of each row. */
  scales: usize;
  /** INT16: pairs of columns whose products, at their largest, fit a 32-bit sum. */
  block: i32;
  /** Integers: addresses of vectors that quantised operands are written to, one a job. */
  operands: usize;
  /** INT8: addresses of vectors for their halves, one a job. */
  halves: usize;
  /** INT8: 8192 times the sum of each row. */
  corrections: usize;
}

/** z += W x for `count` jobs; xs, zs: arrays of addresses, to each of which xOffset (zOffset) is added. */
export function addMatrixProduct(matrix: usize, xs: usize, xOffset: usize, zs: usize, zOffset: usize, count: i32): void {
  const w = changetype<Matrix>(matrix);
  if (w.format == F32) return addProduct(w.panels, w.rows, w.columns, xs, xOffset, zs, zOffset, count);
  for (let job = 0; job < count; job++) {
    quantizeVector(load<usize>(w.operands + (job << 2)), load<usize>(xs + (job << 2)) + xOffset, w.columns);
  }
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (w.format == INT8) return addHalves(w, zs, zOffset, count);
  }
  addProductInt16(w.panels, w.scales, w.block, w.rows, w.columns, w.operands, zs, zOffset, count);
}

/** z += W x for 8-bit weights and the operands that were quantised. */
function addHalves(w: Matrix, zs: usize, zOffset: usize, count: i32): void {
  const quads = (w.columns + 3) >> 2, bytes = (w.columns + 15) & ~15;
  for (let job = 0; job < count; job++) {
    splitVector(load<usize>(w.halves + (job << 2)), load<usize>(w.operands + (job << 2)), bytes);
  }
  addProductInt8(w.panels, w.scales, w.corrections, w.rows, quads, bytes, w.halves, zs, zOffset, count);
}
