// Activations over whole vectors, in place, and their slopes from the activated value.

import { hardSigmoid4, sigmoid4, tanh4 } from "./functions";

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const HARD_SIGMOID: i32 = 3;
export const HARD_SIGMOID_6: i32 = 4;
export const LINEAR: i32 = 5;

const KERAS_2_SLOPE: f32 = 0.2;
const KERAS_3_SLOPE: f32 = <f32>(1.0 / 6.0);

/** v ← kind(v) over `bytes` bytes (a multiple of 16). */
export function activate(kind: i32, v: usize, bytes: i32): void {
  const end = v + bytes;
  if (kind == SIGMOID) {
    for (; v < end; v += 16) v128.store(v, sigmoid4(v128.load(v)));
  } else if (kind == TANH) {
    for (; v < end; v += 16) v128.store(v, tanh4(v128.load(v)));
  } else if (kind == RELU) {
    for (; v < end; v += 16) v128.store(v, f32x4.pmax(v128.load(v), f32x4.splat(0)));
  } else if (kind == HARD_SIGMOID) {
    for (; v < end; v += 16) v128.store(v, hardSigmoid4(v128.load(v), KERAS_2_SLOPE));
  } else if (kind == HARD_SIGMOID_6) {
    for (; v < end; v += 16) v128.store(v, hardSigmoid4(v128.load(v), KERAS_3_SLOPE));
  }
}

/** d kind(z)/dz, given y = kind(z). */
@inline
export function slope4(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == LINEAR) return one;
  const above = f32x4.gt(y, f32x4.splat(0));
  if (kind == RELU) return v128.and(above, one);
  const inside = v128.and(above, f32x4.lt(y, one));
  return v128.and(inside, f32x4.splat(kind == HARD_SIGMOID ? KERAS_2_SLOPE : KERAS_3_SLOPE));
}
