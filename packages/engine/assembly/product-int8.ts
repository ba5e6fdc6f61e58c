// z += W x with 8-bit weights and the same 13-bit activations as product-int16.ts, to the same bits: both sum integers
// exactly. x + 8192 is split into two 7-bit halves, lo and hi, and each is multiplied by the one instruction that takes four
// products a lane: Σ w x = Σ w lo + 128 Σ w hi − 8192 Σ w. The instruction is relaxed SIMD, but with a second operand from
// 0 to 127 all machines must give the same. A weight is one byte here, two in product-int16.ts.
// Sums may pass 32 bits on the way; they wrap, and what is left at the end does not (src/kernels/matrix-record.ts).

import { addScaled } from "./product-int16";

/** The scale of a quantised x stands before its halves. */
const HEADER: usize = 16;

/** to ← [scale, lo, hi] from the 16-bit form of `quantizeVector`; lo and hi are `bytes` long, a multiple of 16. */
export function splitVector(to: usize, from: usize, bytes: i32): void {
  store<f32>(to, load<f32>(from));
  const offset = i16x8.splat(8192), low = i16x8.splat(127);
  for (let i = 0; i < bytes; i += 16) {
    const source = from + HEADER + (i << 1), target = to + HEADER + i;
    const a = i16x8.add(v128.load(source, 0), offset), b = i16x8.add(v128.load(source, 16), offset);
    v128.store(target, i8x16.narrow_i16x8_u(v128.and(a, low), v128.and(b, low)));
    v128.store(target + bytes, i8x16.narrow_i16x8_u(i16x8.shr_u(a, 7), i16x8.shr_u(b, 7)));
  }
}

/** xs: addresses of vectors from `splitVector`; corrections: 8192 Σ_k w of each row; quads: four columns each. */
export function addProductInt8(
  panels: usize, scales: usize, corrections: usize, rows: i32, quads: i32, bytes: i32,
  xs: usize, zs: usize, zOffset: usize, count: i32,
): void {
  for (let left = rows; left > 0; ) {
    const width = left >= 24 ? 24 : left >= 16 ? 16 : 8;
    for (let job = 0; job < count; job++) {
      const x = load<usize>(xs + (job << 2)), z = load<usize>(zs + (job << 2)) + zOffset;
      if (width == 24) tile6x1(panels, scales, corrections, quads, bytes, x, z);
      else for (let half = 0; half < width << 2; half += 32) {
        tile2x1(panels + half, width << 2, scales + half, corrections + half, quads, bytes, x, z + half);
      }
    }
    panels += quads * (width << 2);
    scales += width << 2;
    corrections += width << 2;
    zOffset += width << 2;
    left -= width;
  }
}

/** Σ w x of four rows, as floats, from the sums over the two halves of x. */
@inline
function joined(lo: v128, hi: v128, correction: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.sub(i32x4.add(lo, i32x4.shl(hi, 7)), v128.load(correction)));
}

@inline
function dot(w: v128, x: v128, sum: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, x, sum);
}

function tile6x1(w: usize, scales: usize, corrections: usize, quads: i32, bytes: i32, x: usize, z: usize): void {
  let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0;
  let p = x + HEADER;
  for (const end = p + (quads << 2); p < end; p += 4, w += 96) {
    const lo = v128.load32_splat(p), hi = v128.load32_splat(p + bytes);
    const w0 = v128.load(w, 0), w1 = v128.load(w, 16), w2 = v128.load(w, 32);
    a0 = dot(w0, lo, a0);
    b0 = dot(w0, hi, b0);
    a1 = dot(w1, lo, a1);
    b1 = dot(w1, hi, b1);
    a2 = dot(w2, lo, a2);
    b2 = dot(w2, hi, b2);
    const w3 = v128.load(w, 48), w4 = v128.load(w, 64), w5 = v128.load(w, 80);
    a3 = dot(w3, lo, a3);
    b3 = dot(w3, hi, b3);
    a4 = dot(w4, lo, a4);
    b4 = dot(w4, hi, b4);
    a5 = dot(w5, lo, a5);
    b5 = dot(w5, hi, b5);
  }
  const scale = v128.load32_splat(x);
  addScaled(z, joined(a0, b0, corrections), scales, scale);
  addScaled(z + 16, joined(a1, b1, corrections + 16), scales + 16, scale);
  addScaled(z + 32, joined(a2, b2, corrections + 32), scales + 32, scale);
  addScaled(z + 48, joined(a3, b3, corrections + 48), scales + 48, scale);
  addScaled(z + 64, joined(a4, b4, corrections + 64), scales + 64, scale);
  addScaled(z + 80, joined(a5, b5, corrections + 80), scales + 80, scale);
}

/** Two row vectors of a panel whose columns are `stride` bytes apart. */
function tile2x1(
  w: usize, stride: i32, scales: usize, corrections: usize, quads: i32, bytes: i32, x: usize, z: usize,
): void {
  let a0 = i32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
  let p = x + HEADER;
  for (const end = p + (quads << 2); p < end; p += 4, w += stride) {
    const lo = v128.load32_splat(p), hi = v128.load32_splat(p + bytes);
    const w0 = v128.load(w, 0), w1 = v128.load(w, 16);
    a0 = dot(w0, lo, a0);
    b0 = dot(w0, hi, b0);
    a1 = dot(w1, lo, a1);
    b1 = dot(w1, hi, b1);
  }
  const scale = v128.load32_splat(x);
  addScaled(z, joined(a0, b0, corrections), scales, scale);
  addScaled(z + 16, joined(a1, b1, corrections + 16), scales + 16, scale);
}
