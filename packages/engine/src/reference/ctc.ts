import { headProbabilities } from "./head.ts";

/** A loss of a whole sequence and its gradient by the logits, by step. */
export interface CtcLoss {
  readonly value: number;
  readonly dLogits: readonly Float64Array[];
}

/**
 * Connectionist temporal classification (Graves et al. 2006), section 4, equation by equation: −ln p(l | x) for the logits
 * z⟨1⟩ … z⟨T⟩ of a softmax head and the labels l. Probabilities are multiplied as they are, so that sequences must be
 * short; log space is for the fast path.
 */
export function ctcLoss(logits: readonly Float64Array[], labels: readonly number[], blank: number): CtcLoss {
  const y = logits.map((z) => headProbabilities("softmax", z));
  const T = logits.length;
  const extended = [blank, ...labels.flatMap((label) => [label, blank])]; // l′
  const S = extended.length;
  /** Whether the place before last can be left out on the way to s (equation 6). */
  const leaps = (s: number) => s >= 2 && extended[s] !== blank && extended[s] !== extended[s - 2];

  // α_t(s): p of all ways to say l′_1 … l′_s in the first t steps (equations 5 to 7)
  const alpha = logits.map(() => new Float64Array(S));
  for (let t = 0; t < T; t++) {
    for (let s = 0; s < S; s++) {
      const before = (place: number) => (place < 0 ? 0 : alpha[t - 1][place]);
      const sum = t === 0 ? (s <= 1 ? 1 : 0) : before(s) + before(s - 1) + (leaps(s) ? before(s - 2) : 0);
      alpha[t][s] = sum * y[t][extended[s]];
    }
  }
  const p = alpha[T - 1][S - 1] + (S > 1 ? alpha[T - 1][S - 2] : 0); // equation 8

  // β_t(s): p of all ways to say l′_s … l′_S from step t on (equations 9 to 11)
  const beta = logits.map(() => new Float64Array(S));
  for (let t = T - 1; t >= 0; t--) {
    for (let s = 0; s < S; s++) {
      const after = (place: number) => (place >= S ? 0 : beta[t + 1][place]);
      const leap = s + 2 < S && leaps(s + 2) ? 2 : 0;
      const sum = t === T - 1 ? (s >= S - 2 ? 1 : 0) : after(s) + after(s + 1) + (leap ? after(s + leap) : 0);
      beta[t][s] = sum * y[t][extended[s]];
    }
  }

  // dz_k = y_k − (1 / p) Σ_{s: l′_s = k} α_t(s) β_t(s) / y_k (equation 16)
  const dLogits = y.map((yt, t) => {
    const share = new Float64Array(yt.length);
    extended.forEach((k, s) => {
      share[k] += (alpha[t][s] * beta[t][s]) / yt[k] / p;
    });
    return yt.map((yk, k) => yk - share[k]);
  });
  return { value: -Math.log(p), dLogits };
}
