import { exp4, sigmoid4 } from "./functions";

/** to ← softmax of `rows` logits (a multiple of 4): e^(z − max) over its sum, lanes first, then lane 0+1, 2+3. */
export function softmax(to: usize, logits: usize, rows: i32): void {
  const bytes = rows << 2;
  let top = v128.load(logits);
  for (let i = 16; i < bytes; i += 16) top = f32x4.pmax(top, v128.load(logits + i));
  const max = f32x4.splat(
    max2(max2(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)), max2(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3))),
  );
  let sum = f32x4.splat(0);
  for (let i = 0; i < bytes; i += 16) {
    const e = exp4(f32x4.sub(v128.load(logits + i), max));
    v128.store(to + i, e);
    sum = f32x4.add(sum, e);
  }
  const total =
    (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  const scale = f32x4.splat(<f32>1 / total);
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(v128.load(to + i), scale));
}

/** to ← σ of `rows` logits (a multiple of 4). */
export function sigmoid(to: usize, logits: usize, rows: i32): void {
  for (let i = 0; i < rows << 2; i += 16) v128.store(to + i, sigmoid4(v128.load(logits + i)));
}

@inline
function max2(a: f32, b: f32): f32 {
  return a > b ? a : b;
}
