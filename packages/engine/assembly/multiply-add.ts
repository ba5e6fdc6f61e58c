/**
 * sum + a ∗ b. The default build rounds product and sum, the same on every runtime; the build with relaxed SIMD lets the
 * machine fuse them, which is faster and not reproducible across runtimes.
 */
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}
