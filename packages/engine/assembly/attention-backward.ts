// The mirror of attention.ts, one decoder step of one sequence at a time.

import { lanes } from "./attention";
import { tanh4 } from "./functions";

/**
 * From d loss / d context to dScores (α_i (dα_i − Σ α_j dα_j), with dα_i = dContext · a_i), and dAnnotation_i += α_i dContext.
 */
export function attentionWeightsBackward(
  dScores: usize, weights: usize, dContext: usize, annotations: usize, dAnnotations: usize, bytes: i32, count: i32,
): void {
  let mean: f32 = 0;
  for (let i = 0; i < count; i++) {
    const annotation = load<usize>(annotations + (i << 2)), dAnnotation = load<usize>(dAnnotations + (i << 2));
    const weight = v128.load32_splat(weights + (i << 2));
    let sum = f32x4.splat(0);
    for (let j = 0; j < bytes; j += 16) {
      const d = v128.load(dContext + j);
      sum = f32x4.add(sum, f32x4.mul(d, v128.load(annotation + j)));
      v128.store(dAnnotation + j, f32x4.add(v128.load(dAnnotation + j), f32x4.mul(weight, d)));
    }
    const dWeight = lanes(sum);
    store<f32>(dScores + (i << 2), dWeight);
    mean += load<f32>(weights + (i << 2)) * dWeight;
  }
  for (let i = 0; i < count; i++) {
    const at = i << 2;
    store<f32>(dScores + at, load<f32>(weights + at) * (load<f32>(dScores + at) - mean));
  }
}

/** From dScores to dQuery, dKey_i and dV, to all of which it adds. */
export function additiveScoresBackward(
  dScores: usize, query: usize, keys: usize, v: usize, dQuery: usize, dKeys: usize, dV: usize, bytes: i32, count: i32,
): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i++) {
    const key = load<usize>(keys + (i << 2)), dKey = load<usize>(dKeys + (i << 2));
    const dScore = v128.load32_splat(dScores + (i << 2));
    for (let j = 0; j < bytes; j += 16) {
      const y = tanh4(f32x4.add(v128.load(query + j), v128.load(key + j)));
      const dz = f32x4.mul(f32x4.mul(dScore, v128.load(v + j)), f32x4.sub(one, f32x4.mul(y, y)));
      v128.store(dV + j, f32x4.add(v128.load(dV + j), f32x4.mul(dScore, y)));
      v128.store(dKey + j, f32x4.add(v128.load(dKey + j), dz));
      v128.store(dQuery + j, f32x4.add(v128.load(dQuery + j), dz));
    }
  }
}

/** The same of a product: dQuery += Σ dScore_i key_i, dKey_i += dScore_i query. */
export function productScoresBackward(
  dScores: usize, query: usize, keys: usize, dQuery: usize, dKeys: usize, bytes: i32, count: i32,
): void {
  for (let i = 0; i < count; i++) {
    const key = load<usize>(keys + (i << 2)), dKey = load<usize>(dKeys + (i << 2));
    const dScore = v128.load32_splat(dScores + (i << 2));
    for (let j = 0; j < bytes; j += 16) {
      v128.store(dQuery + j, f32x4.add(v128.load(dQuery + j), f32x4.mul(dScore, v128.load(key + j))));
      v128.store(dKey + j, f32x4.add(v128.load(dKey + j), f32x4.mul(dScore, v128.load(query + j))));
    }
  }
}

/** dz ← dz ∗ (1 − y²) of y = tanh(z) */
export function tanhVectorBackward(dz: usize, y: usize, bytes: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < bytes; i += 16) {
    const value = v128.load(y + i);
    v128.store(dz + i, f32x4.mul(v128.load(dz + i), f32x4.sub(one, f32x4.mul(value, value))));
  }
}
