// Activations over whole vectors, in place, and their slopes from the activated value. One pass a vector: what kind it is
// is asked once a pass.

import { exp4, hardSigmoid4, sigmoid4, softplus4, tanh4 } from "./functions";

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const HARD_SIGMOID: i32 = 3;
export const LINEAR: i32 = 4;
export const SOFTSIGN: i32 = 5;
export const SOFTPLUS: i32 = 6;
export const AFFINE: i32 = 7;
export const LEAKY_RELU: i32 = 8;
export const THRESHOLDED_RELU: i32 = 9;
export const SCALED_TANH: i32 = 10;
export const ELU: i32 = 11;

/** y = kind(z held to ±clip), written by src/kernels/activation-record.ts. */
@unmanaged
export class Activation {
  kind: i32;
  alpha: f32;
  beta: f32;
  /** 0: no limit. */
  clip: f32;
}

/** v ← activation(v) over `bytes` bytes (a multiple of 16). */
export function activate(activation: Activation, v: usize, bytes: i32): void {
  if (activation.clip > 0) clamp(v, bytes, activation.clip);
  const kind = activation.kind, end = v + bytes;
  if (kind == SIGMOID) {
    for (; v < end; v += 16) v128.store(v, sigmoid4(v128.load(v)));
  } else if (kind == TANH) {
    for (; v < end; v += 16) v128.store(v, tanh4(v128.load(v)));
  } else if (kind == RELU) {
    for (; v < end; v += 16) v128.store(v, f32x4.pmax(v128.load(v), f32x4.splat(0)));
  } else if (kind != LINEAR) {
    activateOther(kind, f32x4.splat(activation.alpha), f32x4.splat(activation.beta), v, end);
  }
}

function activateOther(kind: i32, alpha: v128, beta: v128, v: usize, end: usize): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == HARD_SIGMOID) {
    for (; v < end; v += 16) v128.store(v, hardSigmoid4(v128.load(v), alpha, beta));
  } else if (kind == SOFTSIGN) {
    for (; v < end; v += 16) {
      const x = v128.load(v);
      v128.store(v, f32x4.div(x, f32x4.add(one, f32x4.abs(x))));
    }
  } else if (kind == SOFTPLUS) {
    for (; v < end; v += 16) v128.store(v, softplus4(v128.load(v)));
  } else if (kind == AFFINE) {
    for (; v < end; v += 16) v128.store(v, f32x4.add(f32x4.mul(alpha, v128.load(v)), beta));
  } else if (kind == LEAKY_RELU) {
    for (; v < end; v += 16) {
      const x = v128.load(v);
      v128.store(v, v128.bitselect(x, f32x4.mul(alpha, x), f32x4.ge(x, zero)));
    }
  } else if (kind == THRESHOLDED_RELU) {
    for (; v < end; v += 16) {
      const x = v128.load(v);
      v128.store(v, v128.and(x, f32x4.gt(x, alpha)));
    }
  } else if (kind == SCALED_TANH) {
    for (; v < end; v += 16) v128.store(v, f32x4.mul(alpha, tanh4(f32x4.mul(beta, v128.load(v)))));
  } else {
    for (; v < end; v += 16) {
      const x = v128.load(v), below = f32x4.mul(alpha, f32x4.sub(exp4(f32x4.pmin(x, zero)), one));
      v128.store(v, v128.bitselect(x, below, f32x4.ge(x, zero)));
    }
  }
}

function clamp(v: usize, bytes: i32, clip: f32): void {
  const low = f32x4.splat(-clip), high = f32x4.splat(clip);
  for (const end = v + bytes; v < end; v += 16) v128.store(v, f32x4.pmin(f32x4.pmax(v128.load(v), low), high));
}

/**
 * to ← d activation(z)/dz from y = activation(z), over `bytes` bytes (a multiple of 16). The value tells the slope of
 * every kind but LEAKY_RELU and ELU with an alpha below 0.
 */
export function slopes(activation: Activation, to: usize, y: usize, bytes: i32): void {
  const kind = activation.kind, one = f32x4.splat(1);
  if (kind == SIGMOID) {
    for (let i = 0; i < bytes; i += 16) {
      const s = v128.load(y + i);
      v128.store(to + i, f32x4.mul(s, f32x4.sub(one, s)));
    }
  } else if (kind == TANH) {
    for (let i = 0; i < bytes; i += 16) {
      const s = v128.load(y + i);
      v128.store(to + i, f32x4.sub(one, f32x4.mul(s, s)));
    }
  } else {
    const alpha = f32x4.splat(activation.alpha), beta = f32x4.splat(activation.beta);
    for (let i = 0; i < bytes; i += 16) v128.store(to + i, otherSlope4(kind, alpha, beta, v128.load(y + i)));
  }
  if (activation.clip > 0) clearClipped(activation, to, y, bytes);
}

function otherSlope4(kind: i32, alpha: v128, beta: v128, y: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == LINEAR) return one;
  if (kind == RELU) return v128.and(f32x4.gt(y, zero), one);
  if (kind == HARD_SIGMOID) return v128.and(v128.and(f32x4.gt(y, zero), f32x4.lt(y, one)), alpha);
  if (kind == SOFTSIGN) {
    const rest = f32x4.sub(one, f32x4.abs(y));
    return f32x4.mul(rest, rest);
  }
  if (kind == SOFTPLUS) return f32x4.sub(one, exp4(f32x4.neg(y)));
  if (kind == AFFINE) return alpha;
  if (kind == LEAKY_RELU) return v128.bitselect(one, alpha, f32x4.gt(y, zero));
  if (kind == THRESHOLDED_RELU) return v128.and(f32x4.ne(y, zero), one);
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, alpha), f32x4.gt(y, zero));
  // SCALED_TANH: αβ (1 − tanh²), tanh = y / α; where α is 0 so is y.
  const tanh = v128.and(f32x4.div(y, alpha), f32x4.ne(alpha, zero));
  return f32x4.mul(f32x4.mul(alpha, beta), f32x4.sub(one, f32x4.mul(tanh, tanh)));
}

/** Four values that `activate` can work on. */
const probe = memory.data<f32>([0, 0, 0, 0], 16);

/** Slope 0 where z was held to ±clip: there y is exactly activation(±clip). */
function clearClipped(activation: Activation, to: usize, y: usize, bytes: i32): void {
  v128.store(probe, f32x4.splat(-activation.clip));
  activate(activation, probe, 16);
  const low = v128.load(probe);
  v128.store(probe, f32x4.splat(activation.clip));
  activate(activation, probe, 16);
  const high = v128.load(probe);
  for (let i = 0; i < bytes; i += 16) {
    const value = v128.load(y + i), inside = v128.and(f32x4.ne(value, low), f32x4.ne(value, high));
    v128.store(to + i, v128.and(v128.load(to + i), inside));
  }
}
