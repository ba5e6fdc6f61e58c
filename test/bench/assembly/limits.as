// What 128-bit SIMD can do on a machine: reading, and multiplying and adding out of registers. AssemblyScript, built by
// src/limits/build-limits.ts; no .ts, because TypeScript knows nothing of v128.

/** Where two vectors lie. */
const OPERANDS: usize = memory.data(32, 16);

/** Reads `bytes` (a multiple of 96) from `start` on, `times` over, each vector multiplied and added to one of six sums. */
export function read(start: usize, bytes: usize, times: i32): f32 {
  const s = v128.load32_splat(start);
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
  for (; times > 0; times--) {
    let p = start;
    for (const end = start + bytes; p < end; p += 96) {
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(p, 0)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(p, 16)));
      a2 = f32x4.add(a2, f32x4.mul(s, v128.load(p, 32)));
      a3 = f32x4.add(a3, f32x4.mul(s, v128.load(p, 48)));
      a4 = f32x4.add(a4, f32x4.mul(s, v128.load(p, 64)));
      a5 = f32x4.add(a5, f32x4.mul(s, v128.load(p, 80)));
    }
  }
  const sum = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(a4, a5));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

/** Four multiply-adds. Rounded twice, the product depends on the sum, or it would be taken out of the loop. */
@inline
function floats(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(f32x4.mul(sum, a), b);
}

/** Eight multiply-adds. */
@inline
function integers(sum: v128, a: v128, b: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(sum, a), b);
}

/** Sixteen products of bytes: half of what 8-bit weights need, whose operand comes in two halves. */
@inline
function bytes(sum: v128, a: v128, b: v128): v128 {
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(sum, a, b);
}

/** 48 multiply-adds a turn: twelve sums, as many as hide the latency of a multiplication and an addition. */
export function multiplyAddFloats(turns: i32): f32 {
  // Of zeros that only the memory knows: the engine would make a constant anew at each use.
  const a = v128.load(OPERANDS), b = v128.load(OPERANDS, 16);
  let s0 = f32x4.splat(0), s1 = f32x4.splat(1), s2 = f32x4.splat(2), s3 = f32x4.splat(3);
  let s4 = f32x4.splat(4), s5 = f32x4.splat(5), s6 = f32x4.splat(6), s7 = f32x4.splat(7);
  let s8 = f32x4.splat(8), s9 = f32x4.splat(9), s10 = f32x4.splat(10), s11 = f32x4.splat(11);
  for (; turns > 0; turns--) {
    s0 = floats(s0, a, b);
    s1 = floats(s1, a, b);
    s2 = floats(s2, a, b);
    s3 = floats(s3, a, b);
    s4 = floats(s4, a, b);
    s5 = floats(s5, a, b);
    s6 = floats(s6, a, b);
    s7 = floats(s7, a, b);
    s8 = floats(s8, a, b);
    s9 = floats(s9, a, b);
    s10 = floats(s10, a, b);
    s11 = floats(s11, a, b);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(s4, s5));
  const high = f32x4.add(f32x4.add(f32x4.add(s6, s7), f32x4.add(s8, s9)), f32x4.add(s10, s11));
  return f32x4.extract_lane(f32x4.add(low, high), 0);
}

/** 96 multiply-adds a turn. */
export function multiplyAddIntegers(turns: i32): i32 {
  const a = v128.load(OPERANDS), b = v128.load(OPERANDS, 16);
  let s0 = i32x4.splat(0), s1 = i32x4.splat(1), s2 = i32x4.splat(2), s3 = i32x4.splat(3);
  let s4 = i32x4.splat(4), s5 = i32x4.splat(5), s6 = i32x4.splat(6), s7 = i32x4.splat(7);
  let s8 = i32x4.splat(8), s9 = i32x4.splat(9), s10 = i32x4.splat(10), s11 = i32x4.splat(11);
  for (; turns > 0; turns--) {
    s0 = integers(s0, a, b);
    s1 = integers(s1, a, b);
    s2 = integers(s2, a, b);
    s3 = integers(s3, a, b);
    s4 = integers(s4, a, b);
    s5 = integers(s5, a, b);
    s6 = integers(s6, a, b);
    s7 = integers(s7, a, b);
    s8 = integers(s8, a, b);
    s9 = integers(s9, a, b);
    s10 = integers(s10, a, b);
    s11 = integers(s11, a, b);
  }
  const low = i32x4.add(i32x4.add(i32x4.add(s0, s1), i32x4.add(s2, s3)), i32x4.add(s4, s5));
  const high = i32x4.add(i32x4.add(i32x4.add(s6, s7), i32x4.add(s8, s9)), i32x4.add(s10, s11));
  return i32x4.extract_lane(i32x4.add(low, high), 0);
}

/** 96 multiply-adds a turn; 0 where there is no relaxed SIMD. */
export function multiplyAddBytes(turns: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  const a = v128.load(OPERANDS), b = v128.load(OPERANDS, 16);
  let s0 = i32x4.splat(0), s1 = i32x4.splat(1), s2 = i32x4.splat(2), s3 = i32x4.splat(3);
  let s4 = i32x4.splat(4), s5 = i32x4.splat(5), s6 = i32x4.splat(6), s7 = i32x4.splat(7);
  let s8 = i32x4.splat(8), s9 = i32x4.splat(9), s10 = i32x4.splat(10), s11 = i32x4.splat(11);
  for (; turns > 0; turns--) {
    s0 = bytes(s0, a, b);
    s1 = bytes(s1, a, b);
    s2 = bytes(s2, a, b);
    s3 = bytes(s3, a, b);
    s4 = bytes(s4, a, b);
    s5 = bytes(s5, a, b);
    s6 = bytes(s6, a, b);
    s7 = bytes(s7, a, b);
    s8 = bytes(s8, a, b);
    s9 = bytes(s9, a, b);
    s10 = bytes(s10, a, b);
    s11 = bytes(s11, a, b);
  }
  const low = i32x4.add(i32x4.add(i32x4.add(s0, s1), i32x4.add(s2, s3)), i32x4.add(s4, s5));
  const high = i32x4.add(i32x4.add(i32x4.add(s6, s7), i32x4.add(s8, s9)), i32x4.add(s10, s11));
  return i32x4.extract_lane(i32x4.add(low, high), 0);
}
