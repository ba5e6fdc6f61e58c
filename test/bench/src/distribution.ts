/** Microseconds an operation. */
export interface Distribution {
  /** Of the blocks, each the mean of many calls in a row. */
  readonly median: number;
  readonly least: number;
  /** Of calls timed one by one, the clock's own time (some 0.05 µs) included. */
  readonly p99: number;
}

/** Microseconds an operation, at least one of each. */
export interface Samples {
  readonly blocks: number[];
  readonly calls: number[];
}

/** Percentiles are samples that were seen (nearest rank). */
export function distribution({ blocks, calls }: Samples): Distribution {
  return { median: percentile(blocks, 0.5), least: percentile(blocks, 0), p99: percentile(calls, 0.99) };
}

function percentile(samples: readonly number[], p: number): number {
  const sorted = Float64Array.from(samples).sort();
  return rounded(sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]);
}

/** To thousandths: clocks tell no more. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
