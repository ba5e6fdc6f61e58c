/** Answers of a stretch of time, by when their messages began; milliseconds. */
export interface Bucket {
  readonly at: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const BUCKETS = 240;

/** The sample that this share of all is not above (nearest rank); 0 where there is none. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return 0;
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function buckets(answers: readonly { readonly at: number; readonly took: number }[]): Bucket[] {
  const end = answers.reduce((latest, { at }) => Math.max(latest, at), 0);
  const width = Math.max(50, end / BUCKETS);
  const groups: number[][] = Array.from({ length: Math.floor(end / width) + 1 }, () => []);
  for (const { at, took } of answers) groups[Math.max(0, Math.floor(at / width))].push(took);
  return groups.flatMap((took, place) =>
    took.length === 0
      ? []
      : [{ at: place * width, p50: percentile(took, 0.5), p99: percentile(took, 0.99), max: percentile(took, 1) }],
  );
}
