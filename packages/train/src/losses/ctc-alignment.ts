/**
 * −ln p(labels) of one sequence by the forward–backward algorithm of CTC (Graves et al. 2006), in log space. `rows`:
 * the logits by step, replaced by `scale` · gradient: y_k − the share of the paths that say k at the step.
 *
 * The labels stand with a blank before, between and behind them: S = 2L + 1 places. A path stays, goes on one place, or
 * goes on two where it thereby leaves out a blank between different labels.
 */
export function alignCtc(
  rows: readonly Float32Array[],
  labels: ArrayLike<number>,
  blank: number,
  scale: number,
): number {
  const steps = rows.length;
  const places = 2 * labels.length + 1;
  const classAt = Int32Array.from({ length: places }, (_, s) => (s % 2 === 0 ? blank : labels[(s - 1) / 2]));
  const mayLeap = (s: number) => s >= 2 && classAt[s] !== blank && classAt[s] !== classAt[s - 2];
  const logSums = rows.map(logSum);
  const logProbability = (t: number, s: number) => rows[t][classAt[s]] - logSums[t];

  // forward: ln p of all beginnings that stand at place s after step t, the step's own probability in it
  const forward = new Float64Array(steps * places).fill(Number.NEGATIVE_INFINITY);
  for (let s = 0; s < Math.min(2, places); s++) forward[s] = logProbability(0, s);
  for (let t = 1; t < steps; t++) {
    const [now, before] = [t * places, (t - 1) * places];
    for (let s = 0; s < places; s++) {
      let sum = forward[before + s];
      if (s >= 1) sum = logAdd(sum, forward[before + s - 1]);
      if (mayLeap(s)) sum = logAdd(sum, forward[before + s - 2]);
      forward[now + s] = sum + logProbability(t, s);
    }
  }
  const last = (steps - 1) * places + places - 1;
  const total = places === 1 ? forward[last] : logAdd(forward[last], forward[last - 1]);

  // backward: ln p of all ends from place s after step t, the step's own probability not in it
  let backward = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  backward.fill(0, Math.max(0, places - 2));
  for (let t = steps - 1; t >= 0; t--) {
    const earlier = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
    const shares = new Float64Array(rows[t].length);
    for (let s = 0; s < places; s++) {
      shares[classAt[s]] += Math.exp(forward[t * places + s] + backward[s] - total);
      const end = backward[s] + logProbability(t, s);
      earlier[s] = logAdd(earlier[s], end);
      if (s >= 1) earlier[s - 1] = logAdd(earlier[s - 1], end);
      if (mayLeap(s)) earlier[s - 2] = logAdd(earlier[s - 2], end);
    }
    const row = rows[t];
    for (let k = 0; k < row.length; k++) row[k] = scale * (Math.exp(row[k] - logSums[t]) - shares[k]);
    backward = earlier;
  }
  return -total;
}

function logSum(z: Float32Array): number {
  const top = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return top + Math.log(z.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const [large, small] = a > b ? [a, b] : [b, a];
  return large === Number.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(small - large));
}
