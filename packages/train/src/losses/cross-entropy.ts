/**
 * Softmax cross-entropy with label smoothing ε (Szegedy et al. 2016): the target distribution is
 * q = (1 − ε)·onehot(target) + ε/C. Writes d ← scale · (p − q), the gradient at the logits, and
 * returns −ln p(target). p: [C] after softmax.
 */
export function crossEntropy(
  p: Float32Array,
  target: number,
  smoothing: number,
  scale: number,
  d: Float32Array,
): number {
  const spread = smoothing / p.length;
  for (let c = 0; c < p.length; c++) d[c] = scale * (p[c] - spread);
  d[target] -= scale * (1 - smoothing);
  return -Math.log(Math.max(p[target], 1e-20));
}
