/** The exports of assembly/attention.ts, which stepping and training call alike: addresses, bytes, counts. */
export interface AttentionKernels {
  additiveScores(
    scores: number,
    query: number,
    keys: number,
    keyOffset: number,
    v: number,
    bytes: number,
    count: number,
  ): void;
  productScores(scores: number, query: number, keys: number, keyOffset: number, bytes: number, count: number): void;
  attentionWeights(to: number, scores: number, count: number): void;
  weightedSum(to: number, weights: number, vectors: number, bytes: number, count: number): void;
  tanhVector(v: number, bytes: number): void;
}
