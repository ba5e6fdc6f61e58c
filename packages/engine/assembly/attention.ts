// Attention of a decoder over the annotations of a source (src/encoder-decoder/attention-kernels.ts). Vectors are padded with
// zeros to whole lanes; keys and annotations lie behind arrays of addresses, to each of which an offset is added.

import { tanh4 } from "./functions";
import { softmax } from "./head";
import { multiplyAdd } from "./multiply-add";
import { clear } from "./vector";

/** scores[i] ← v · tanh(query + key_i): four sums, lane by lane, then 0+1, 2+3. */
export function additiveScores(
  scores: usize, query: usize, keys: usize, keyOffset: usize, v: usize, bytes: i32, count: i32,
): void {
  for (let i = 0; i < count; i++) {
    const key = load<usize>(keys + (i << 2)) + keyOffset;
    let sum = f32x4.splat(0);
    for (let j = 0; j < bytes; j += 16) {
      sum = multiplyAdd(v128.load(v + j), tanh4(f32x4.add(v128.load(query + j), v128.load(key + j))), sum);
    }
    store<f32>(scores + (i << 2), lanes(sum));
  }
}

/** scores[i] ← query · key_i */
export function productScores(scores: usize, query: usize, keys: usize, keyOffset: usize, bytes: i32, count: i32): void {
  for (let i = 0; i < count; i++) {
    const key = load<usize>(keys + (i << 2)) + keyOffset;
    let sum = f32x4.splat(0);
    for (let j = 0; j < bytes; j += 16) sum = multiplyAdd(v128.load(query + j), v128.load(key + j), sum);
    store<f32>(scores + (i << 2), lanes(sum));
  }
}

/** to ← softmax of `count` scores; both have room for a multiple of 4. */
export function attentionWeights(to: usize, scores: usize, count: i32): void {
  const rows = (count + 3) & ~3;
  // e^(pad − max) vanishes beside any real score.
  for (let i = count; i < rows; i++) store<f32>(scores + (i << 2), -1e30);
  softmax(to, scores, rows);
}

/** to ← Σ weights[i] · vector_i */
export function weightedSum(to: usize, weights: usize, vectors: usize, bytes: i32, count: i32): void {
  clear(to, bytes);
  for (let i = 0; i < count; i++) {
    const from = load<usize>(vectors + (i << 2));
    const weight = v128.load32_splat(weights + (i << 2));
    for (let j = 0; j < bytes; j += 16) v128.store(to + j, multiplyAdd(weight, v128.load(from + j), v128.load(to + j)));
  }
}

/** v ← tanh(v) */
export function tanhVector(v: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(v + i, tanh4(v128.load(v + i)));
}

@inline
export function lanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
