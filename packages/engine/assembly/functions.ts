// Gate functions on four f32 lanes. Built from correctly rounded operations alone (no Math.tanh, no Math.exp, no fused
// multiply-add), so that the bits are the same on every runtime.

// Constants lie in static memory: V8 would make a splatted constant anew at each use.
// prettier-ignore
const C = memory.data<f32>([
  // 0: clamp of tanh
  8.3, 8.3, 8.3, 8.3,
  -8.3, -8.3, -8.3, -8.3,
  // 32: numerator, x^9 first
  2.694688561177827e-08, 2.694688561177827e-08, 2.694688561177827e-08, 2.694688561177827e-08,
  3.9566977648064494e-05, 3.9566977648064494e-05, 3.9566977648064494e-05, 3.9566977648064494e-05,
  0.006529046222567558, 0.006529046222567558, 0.006529046222567558, 0.006529046222567558,
  0.2469821572303772, 0.2469821572303772, 0.2469821572303772, 0.2469821572303772,
  1.8395990133285522, 1.8395990133285522, 1.8395990133285522, 1.8395990133285522,
  // 112: denominator, x^8 first
  1.5259657857313869e-06, 1.5259657857313869e-06, 1.5259657857313869e-06, 1.5259657857313869e-06,
  0.0006206713151186705, 0.0006206713151186705, 0.0006206713151186705, 0.0006206713151186705,
  0.04797664284706116, 0.04797664284706116, 0.04797664284706116, 0.04797664284706116,
  0.8601816892623901, 0.8601816892623901, 0.8601816892623901, 0.8601816892623901,
  1.8395990133285522, 1.8395990133285522, 1.8395990133285522, 1.8395990133285522,
  // 192: largest x of the sigmoid, 208: one half, 224: one
  16.6, 16.6, 16.6, 16.6,
  0.5, 0.5, 0.5, 0.5,
  1.0, 1.0, 1.0, 1.0,
  // 240: smallest x of the sigmoid; then ½ tanh(x/2): the numbers of tanh times powers of two, which rounds alike
  -16.6, -16.6, -16.6, -16.6,
  // 256: numerator
  2.6315317980252217e-11, 2.6315317980252217e-11, 2.6315317980252217e-11, 2.6315317980252217e-11,
  1.5455850643775193e-07, 1.5455850643775193e-07, 1.5455850643775193e-07, 1.5455850643775193e-07,
  0.0001020163472276181, 0.0001020163472276181, 0.0001020163472276181, 0.0001020163472276181,
  0.015436384826898575, 0.015436384826898575, 0.015436384826898575, 0.015436384826898575,
  0.45989975333213806, 0.45989975333213806, 0.45989975333213806, 0.45989975333213806,
  // 336: denominator
  5.96080385051323e-09, 5.96080385051323e-09, 5.96080385051323e-09, 5.96080385051323e-09,
  9.697989298729226e-06, 9.697989298729226e-06, 9.697989298729226e-06, 9.697989298729226e-06,
  0.0029985401779413223, 0.0029985401779413223, 0.0029985401779413223, 0.0029985401779413223,
  0.21504542231559753, 0.21504542231559753, 0.21504542231559753, 0.21504542231559753,
  1.8395990133285522, 1.8395990133285522, 1.8395990133285522, 1.8395990133285522,
]);

/**
 * tanh by an odd rational approximation of degree 9 over 8, minimax up to 8.3, there 1e-8 off; in floats error ≤ 3.2e-7,
 * and never above 1.
 */
@inline
export function tanh4(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, v128.load(C, 0)), v128.load(C, 16));
  const x2 = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(x2, v128.load(C, 32)), v128.load(C, 48));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 64));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 80));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 96));
  let q = f32x4.add(f32x4.mul(x2, v128.load(C, 112)), v128.load(C, 128));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 144));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 160));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 176));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** σ(x) = ½ + ½ tanh(x/2); error ≤ 2e-7. */
@inline
export function sigmoid4(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, v128.load(C, 192)), v128.load(C, 240));
  const x2 = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(x2, v128.load(C, 256)), v128.load(C, 272));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 288));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 304));
  p = f32x4.add(f32x4.mul(x2, p), v128.load(C, 320));
  let q = f32x4.add(f32x4.mul(x2, v128.load(C, 336)), v128.load(C, 352));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 368));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 384));
  q = f32x4.add(f32x4.mul(x2, q), v128.load(C, 400));
  return f32x4.add(v128.load(C, 208), f32x4.div(f32x4.mul(x, p), q));
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
