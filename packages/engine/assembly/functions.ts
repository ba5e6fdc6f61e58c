// Gate functions on four f32 lanes. Built from correctly rounded operations alone (no Math.tanh, no Math.exp, no fused
// multiply-add), so that the bits are the same on every runtime.

// Constants lie in static memory: V8 would make a splatted constant anew at each use.
// prettier-ignore
const C = memory.data<f32>([
  // 0: clamp of tanh
  7.90531110763549805, 7.90531110763549805, 7.90531110763549805, 7.90531110763549805,
  -7.90531110763549805, -7.90531110763549805, -7.90531110763549805, -7.90531110763549805,
  // 32: numerator, x^13 first
  -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16,
  2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13,
  -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11,
  5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8,
  1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5,
  6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4,
  4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3,
  // 144: denominator, x^6 first
  1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6,
  1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4,
  2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3,
  4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3,
  // 208: one half, 224: one
  0.5, 0.5, 0.5, 0.5,
  1.0, 1.0, 1.0, 1.0,
]);

/** tanh by the odd rational approximation of degree 13 over 6, with the coefficients of Eigen's; error ≤ 3.3e-7. */
@inline
export function tanh4(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, v128.load(C, 0)), v128.load(C, 16));
  const x2 = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(x2, v128.load(C, 32)), v128.load(C, 48));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 64));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 80));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 96));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 112));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 128));
  let q = f32x4.add(f32x4.mul(x2, v128.load(C, 144)), v128.load(C, 160));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 176));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 192));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** σ(x) = ½ + ½ tanh(x/2); error ≤ 2.3e-7. */
@inline
export function sigmoid4(x: v128): v128 {
  const half = v128.load(C, 208);
  return f32x4.add(half, f32x4.mul(half, tanh4(f32x4.mul(half, x))));
}

/** clip(alpha·x + beta, 0, 1) */
@inline
export function hardSigmoid4(x: v128, alpha: v128, beta: v128): v128 {
  const y = f32x4.add(f32x4.mul(x, alpha), beta);
  return f32x4.pmin(f32x4.pmax(y, f32x4.splat(0)), v128.load(C, 224));
}

/** e^x for x ≤ 0 (softmax after the maximum is taken off): Cephes expf, relative error ≤ 2e-7; below −87 it is e^−87. */
@inline
export function exp4(v: v128): v128 {
  const x = f32x4.pmax(v, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.add(f32x4.mul(r, f32x4.splat(1.9875691500e-4)), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), v128.load(C, 224));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23); // 2^n
  return f32x4.mul(p, scale);
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|); error ≤ 3e-7, relative above 1. */
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** log(1 + u) for u from 0 to 1: 2 artanh(s) with s = u / (2 + u), whose series is cut where s ≤ 1/3 leaves 1e-8. */
@inline
function log1p4(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(f32x4.splat(2), u)), s2 = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(s2, f32x4.splat(<f32>(2.0 / 13.0))), f32x4.splat(<f32>(2.0 / 11.0)));
  p = f32x4.add(f32x4.mul(s2, p), f32x4.splat(<f32>(2.0 / 9.0)));
  p = f32x4.add(f32x4.mul(s2, p), f32x4.splat(<f32>(2.0 / 7.0)));
  p = f32x4.add(f32x4.mul(s2, p), f32x4.splat(<f32>(2.0 / 5.0)));
  p = f32x4.add(f32x4.mul(s2, p), f32x4.splat(<f32>(2.0 / 3.0)));
  p = f32x4.add(f32x4.mul(s2, p), f32x4.splat(2));
  return f32x4.mul(s, p);
}
