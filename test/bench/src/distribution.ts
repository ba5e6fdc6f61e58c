export interface Distribution {
  readonly median: number;
  readonly p99: number;
  readonly mean: number;
  readonly least: number;
  readonly samples: number;
}

/** The distribution of at least one sample; percentiles are samples that were seen (nearest rank). */
export function distribution(samples: ArrayLike<number>): Distribution {
  const sorted = Float64Array.from(samples).sort();
  const percentile = (p: number) => rounded(sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]);
  return {
    median: percentile(0.5),
    p99: percentile(0.99),
    mean: rounded(sorted.reduce((sum, sample) => sum + sample, 0) / sorted.length),
    least: percentile(0),
    samples: sorted.length,
  };
}

/** To thousandths: clocks tell no more. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
