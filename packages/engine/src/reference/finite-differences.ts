/**
 * dL/dv of every number of `values` by central differences, (L(v + ε) − L(v − ε)) / 2ε. `loss` reads
 * `values`, which are as before afterwards. In double precision an ε near 1e-5 balances the error of
 * the cut-off series (ε²) against rounding (1e-16 / ε): both are near 1e-10.
 */
export function finiteDifferences(values: Float64Array, loss: () => number, epsilon = 1e-5): Float64Array {
  return Float64Array.from(values.keys(), (i) => {
    const value = values[i];
    values[i] = value + epsilon;
    const above = loss();
    values[i] = value - epsilon;
    const below = loss();
    values[i] = value;
    return (above - below) / (2 * epsilon);
  });
}

/** ‖a − b‖ / (‖a‖ + ‖b‖); 0 where both are zero. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let [normA, normB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    normA += a[i] ** 2;
    normB += b[i] ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference) / (Math.sqrt(normA) + Math.sqrt(normB));
}
