/** Deals the sequences, longest first, each to the shard with the fewest steps: the shards take about the same time. */
export function splitBatch<T extends { readonly steps: number }>(batch: readonly T[], shards: number): T[][] {
  const parts: T[][] = Array.from({ length: shards }, () => []);
  const steps = new Array<number>(shards).fill(0);
  for (const sequence of [...batch].sort((a, b) => b.steps - a.steps)) {
    const shard = steps.indexOf(Math.min(...steps));
    parts[shard].push(sequence);
    steps[shard] += sequence.steps;
  }
  return parts;
}
