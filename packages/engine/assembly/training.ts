// What the trainer calls (packages/train/src/network): products, cells forward and backward, and the two rearrangements
// that turn a sum of outer products into the one product kernel.

export { add as addVector, multiply } from "./vector";
export { additiveScores, attentionWeights, productScores, tanhVector, weightedSum } from "./attention";
export {
  additiveScoresBackward,
  attentionWeightsBackward,
  productScoresBackward,
  tanhVectorBackward,
} from "./attention-backward";
export { stepBackward } from "./backward";
export { addInput, addStateAndAdvance, startFromBias } from "./forward";
export { sigmoid, softmax } from "./head";
export { addProduct } from "./product";

/**
 * Vectors of `rows` floats (a multiple of 8), one behind each address, into panels whose columns are the vectors: with
 * them, addProduct sums outer products.
 */
export function packVectors(panels: usize, vectors: usize, offset: usize, rows: i32, count: i32): void {
  for (let left = rows; left > 0; ) {
    const width = left >= 24 ? 24 : left >= 16 ? 16 : 8;
    for (let i = 0; i < count; i++) {
      const from = load<usize>(vectors + (i << 2)) + offset;
      for (let j = 0; j < width << 2; j += 16) v128.store(panels + j, v128.load(from + j));
      panels += width << 2;
    }
    offset += width << 2;
    left -= width;
  }
}

/** to[k · stride + i] ← element k of the vector behind address i. */
export function transposeVectors(to: usize, stride: i32, vectors: usize, offset: usize, columns: i32, count: i32): void {
  for (let i = 0; i < count; i++) {
    const from = load<usize>(vectors + (i << 2)) + offset;
    for (let k = 0; k < columns; k++) store<f32>(to + ((k * stride + i) << 2), load<f32>(from + (k << 2)));
  }
}

/** to += the vectors of `bytes` bytes behind the addresses. */
export function sumVectors(to: usize, vectors: usize, offset: usize, bytes: i32, count: i32): void {
  for (let i = 0; i < count; i++) {
    const from = load<usize>(vectors + (i << 2)) + offset;
    for (let j = 0; j < bytes; j += 16) v128.store(to + j, f32x4.add(v128.load(to + j), v128.load(from + j)));
  }
}

/** Where the data of the TypeScript side may start. */
export function heapBase(): usize {
  return __heap_base;
}
