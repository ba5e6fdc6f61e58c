/** E[x xᵀ] of what a matrix of K columns multiplies: K × K, row-major, symmetric. */
export type ColumnMoments = Float64Array;

/**
 * How the columns of a matrix share their rounding errors e. With M = U D Uᵀ, U upper triangular with ones on its diagonal,
 * the mean square that they cause is eᵀ M e = Σ_k D_k (e_k + Σ_{j<k} U_jk e_j)²: column k best makes up for those before it
 * by rounding w_k + Σ_{j<k} U_jk e_j (GPTQ, arXiv:2210.17323, in the form of QuIP, arXiv:2307.13304).
 */
export interface ErrorFeedback {
  /** D: [K]. */
  readonly weights: Float64Array;
  /** Uᵀ: number k · K + j is U_jk. */
  readonly shares: Float64Array;
}

/** Share of the mean of M's diagonal that is added to it: columns that were seen together too seldom stay apart. */
const DAMPING = 1e-3;

/** The feedback for a matrix of `columns` columns. */
export function errorFeedback(moments: ColumnMoments, columns: number): ErrorFeedback {
  const rest = moments.slice();
  let trace = 0;
  for (let k = 0; k < columns; k++) trace += rest[k * columns + k];
  const damping = (DAMPING * trace) / columns || 1;
  for (let k = 0; k < columns; k++) rest[k * columns + k] += damping;
  const weights = new Float64Array(columns);
  const shares = new Float64Array(columns * columns);
  for (let k = columns - 1; k >= 0; k--) {
    const row = rest.subarray(k * columns, k * columns + k);
    const weight = rest[k * columns + k];
    weights[k] = weight;
    for (let i = 0; i < k; i++) {
      const share = row[i] / weight;
      shares[k * columns + i] = share;
      for (let j = 0; j <= i; j++) rest[i * columns + j] -= share * row[j]; // the lower half alone is read
    }
  }
  return { weights, shares };
}
