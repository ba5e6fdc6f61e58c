// z += W x with weights and activations in signed 16-bit lanes, a scale for each row of W and one for x. Products of pairs
// add up in 32 bits, exactly: a block of columns is as long as no sum can overflow (src/kernels/matrix-record.ts). Blocks
// add up as floats, which stay in registers; their sum is scaled once. Panels as in product.ts, but a lane holds two columns.

import { twoColumns } from "./product";

/** Largest magnitude of a quantised activation: 13 bits and a sign. */
const LARGEST: f32 = 8191;
/** The scale of a quantised x stands before its numbers. */
const HEADER: usize = 16;

/** to ← [scale, x / scale rounded to 16 bits, zero up to a pair]: scale = max |x| / 8191. */
export function quantizeVector(to: usize, x: usize, k: i32): void {
  const top = largestMagnitude(x, k);
  store<f32>(to, top / LARGEST);
  const inverse: f32 = top > 0 ? LARGEST / top : 0, factor = f32x4.splat(inverse);
  const end = x + (k << 2);
  to += HEADER;
  for (; x + 32 <= end; x += 32, to += 16) {
    const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 0), factor)));
    const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), factor)));
    v128.store(to, i16x8.narrow_i32x4_s(low, high));
  }
  for (; x < end; x += 4, to += 2) store<i16>(to, <i16>nearest<f32>(load<f32>(x) * inverse));
  if (k & 1) store<i16>(to, 0);
}

function largestMagnitude(x: usize, k: i32): f32 {
  const end = x + (k << 2);
  let tops = f32x4.splat(0);
  for (; x + 16 <= end; x += 16) tops = f32x4.pmax(tops, f32x4.abs(v128.load(x)));
  let top = max(
    max(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)),
    max(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)),
  );
  for (; x < end; x += 4) top = max(top, abs<f32>(load<f32>(x)));
  return top;
}

/** xs: addresses of vectors from `quantizeVector`; scales: one f32 a row; block: pairs of columns summed as integers. */
export function addProductInt16(
  panels: usize, scales: usize, block: i32, rows: i32, k: i32, xs: usize, zs: usize, zOffset: usize, count: i32,
): void {
  const pairs = (k + 1) >> 1, blockBytes = block << 2, xBytes = pairs << 2;
  for (let left = rows; left > 0; ) {
    const width = left >= 24 ? 24 : left >= 16 ? 16 : 8;
    let job = 0;
    if (width == 24) {
      for (; job + 2 <= count; job += 2) {
        const x0 = load<usize>(xs + (job << 2)), x1 = load<usize>(xs + (job << 2), 4);
        const z0 = load<usize>(zs + (job << 2)) + zOffset, z1 = load<usize>(zs + (job << 2), 4) + zOffset;
        tile3x2(panels, scales, blockBytes, xBytes, x0, x1, z0, z1);
        tile3x2(panels + 48, scales + 48, blockBytes, xBytes, x0, x1, z0 + 48, z1 + 48);
      }
    }
    for (; job < count; job++) {
      const x = load<usize>(xs + (job << 2)), z = load<usize>(zs + (job << 2)) + zOffset;
      if (width == 24) tile6x1(panels, scales, blockBytes, xBytes, x, z);
      else if (width == 16) tile4x1(panels, scales, blockBytes, xBytes, x, z);
      else tile2x1(panels, scales, blockBytes, xBytes, x, z);
    }
    const bytes = width << 2;
    panels += pairs * bytes;
    scales += bytes;
    zOffset += bytes;
    left -= width;
  }
}

/** z += sum · (row scale · x scale), four rows. */
@inline
export function addScaled(z: usize, sum: v128, scales: usize, scale: v128): void {
  v128.store(z, f32x4.add(v128.load(z), f32x4.mul(sum, f32x4.mul(v128.load(scales), scale))));
}

/** sum + block */
@inline
function plus(sum: v128, block: v128): v128 {
  return f32x4.add(sum, f32x4.convert_i32x4_s(block));
}

/** A 24-row panel for one x; two pairs of columns a turn or one, in the same order. */
function tile6x1(w: usize, scales: usize, blockBytes: i32, xBytes: i32, x: usize, z: usize): void {
  let f0 = f32x4.splat(0), f1 = f0, f2 = f0, f3 = f0, f4 = f0, f5 = f0;
  let p = x + HEADER;
  for (const end = p + xBytes; p < end; ) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
    const stop = min(end, p + blockBytes);
    if (twoColumns) {
      for (; p + 8 <= stop; p += 8, w += 192) {
        let s = v128.load32_splat(p);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(w, 0)));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(w, 16)));
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(w, 32)));
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(w, 48)));
        a4 = i32x4.add(a4, i32x4.dot_i16x8_s(s, v128.load(w, 64)));
        a5 = i32x4.add(a5, i32x4.dot_i16x8_s(s, v128.load(w, 80)));
        s = v128.load32_splat(p, 4);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(w, 96)));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(w, 112)));
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(w, 128)));
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(w, 144)));
        a4 = i32x4.add(a4, i32x4.dot_i16x8_s(s, v128.load(w, 160)));
        a5 = i32x4.add(a5, i32x4.dot_i16x8_s(s, v128.load(w, 176)));
      }
    }
    for (; p < stop; p += 4, w += 96) {
      const s = v128.load32_splat(p);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(w, 0)));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(w, 16)));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(w, 32)));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(w, 48)));
      a4 = i32x4.add(a4, i32x4.dot_i16x8_s(s, v128.load(w, 64)));
      a5 = i32x4.add(a5, i32x4.dot_i16x8_s(s, v128.load(w, 80)));
    }
    f0 = plus(f0, a0);
    f1 = plus(f1, a1);
    f2 = plus(f2, a2);
    f3 = plus(f3, a3);
    f4 = plus(f4, a4);
    f5 = plus(f5, a5);
  }
  const scale = v128.load32_splat(x);
  addScaled(z, f0, scales, scale);
  addScaled(z + 16, f1, scales + 16, scale);
  addScaled(z + 32, f2, scales + 32, scale);
  addScaled(z + 48, f3, scales + 48, scale);
  addScaled(z + 64, f4, scales + 64, scale);
  addScaled(z + 80, f5, scales + 80, scale);
}

function tile4x1(w: usize, scales: usize, blockBytes: i32, xBytes: i32, x: usize, z: usize): void {
  let f0 = f32x4.splat(0), f1 = f0, f2 = f0, f3 = f0;
  let p = x + HEADER;
  for (const end = p + xBytes; p < end; ) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (const stop = min(end, p + blockBytes); p < stop; p += 4, w += 64) {
      const s = v128.load32_splat(p);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(w, 0)));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(w, 16)));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(w, 32)));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(w, 48)));
    }
    f0 = plus(f0, a0);
    f1 = plus(f1, a1);
    f2 = plus(f2, a2);
    f3 = plus(f3, a3);
  }
  const scale = v128.load32_splat(x);
  addScaled(z, f0, scales, scale);
  addScaled(z + 16, f1, scales + 16, scale);
  addScaled(z + 32, f2, scales + 32, scale);
  addScaled(z + 48, f3, scales + 48, scale);
}

function tile2x1(w: usize, scales: usize, blockBytes: i32, xBytes: i32, x: usize, z: usize): void {
  let f0 = f32x4.splat(0), f1 = f0;
  let p = x + HEADER;
  for (const end = p + xBytes; p < end; ) {
    let a0 = i32x4.splat(0), a1 = a0;
    for (const stop = min(end, p + blockBytes); p < stop; p += 4, w += 32) {
      const s = v128.load32_splat(p);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(w, 0)));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(w, 16)));
    }
    f0 = plus(f0, a0);
    f1 = plus(f1, a1);
  }
  const scale = v128.load32_splat(x);
  addScaled(z, f0, scales, scale);
  addScaled(z + 16, f1, scales + 16, scale);
}

/** Half a 24-row panel for two x. */
function tile3x2(
  w: usize, scales: usize, blockBytes: i32, xBytes: i32, x0: usize, x1: usize, z0: usize, z1: usize,
): void {
  let f0 = f32x4.splat(0), f1 = f0, f2 = f0, g0 = f0, g1 = f0, g2 = f0;
  let p = x0 + HEADER, q = x1 + HEADER;
  for (const end = p + xBytes; p < end; ) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
    for (const stop = min(end, p + blockBytes); p < stop; p += 4, q += 4, w += 96) {
      const s = v128.load32_splat(p), t = v128.load32_splat(q);
      const w0 = v128.load(w, 0), w1 = v128.load(w, 16), w2 = v128.load(w, 32);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, w0));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(t, w0));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, w1));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(t, w1));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, w2));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(t, w2));
    }
    f0 = plus(f0, a0);
    g0 = plus(g0, b0);
    f1 = plus(f1, a1);
    g1 = plus(g1, b1);
    f2 = plus(f2, a2);
    g2 = plus(g2, b2);
  }
  const scale0 = v128.load32_splat(x0), scale1 = v128.load32_splat(x1);
  addScaled(z0, f0, scales, scale0);
  addScaled(z0 + 16, f1, scales + 16, scale0);
  addScaled(z0 + 32, f2, scales + 32, scale0);
  addScaled(z1, g0, scales, scale1);
  addScaled(z1 + 16, g1, scales + 16, scale1);
  addScaled(z1 + 32, g2, scales + 32, scale1);
}
