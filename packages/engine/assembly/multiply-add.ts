// FUSED is 1 in the build with fused arithmetic and 0 in the others: scripts/build.mjs.

/**
 * sum + a ∗ b. The default build rounds product and sum, the same on every runtime; the fused build lets the
 * machine do both at once, which is faster and not reproducible across runtimes.
 */
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (FUSED) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}
