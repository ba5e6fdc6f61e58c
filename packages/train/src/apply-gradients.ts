import type { ShardResult, SharedArrays } from "./gradient-pool.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { ParameterLayout } from "./parameters.ts";
import type { TrainingOptions } from "./training-options.ts";

/** What an update is made with. */
export interface UpdateSettings {
  readonly layout: ParameterLayout;
  readonly optimizer: Optimizer;
  readonly options: TrainingOptions;
  /** Number of the update, from 1. */
  readonly update: number;
  readonly rate: number;
}

/** Part of the flat arrays that an update moves. */
interface Range {
  readonly offset: number;
  readonly length: number;
  readonly rate: number;
}

/**
 * Adds up the shards' gradients, clips them by value and then by norm, moves the parameters and leaves zeros; returns the
 * norm before clipping. Where that is not finite nothing moves.
 */
export function applyGradients(
  arrays: SharedArrays,
  results: readonly ShardResult[],
  settings: UpdateSettings,
): number {
  const { layout, optimizer, options, update, rate } = settings;
  const ranges = rangesOf(layout, results, rate, options.embeddingRate);
  const [sum, ...others] = arrays.gradients;
  const norm = Math.sqrt(addUp(sum, others, ranges));
  if (!Number.isFinite(norm)) return norm;
  const left = options.clipValue === undefined ? norm : Math.sqrt(clipByValue(sum, ranges, options.clipValue));
  const scale = left > options.clipNorm ? options.clipNorm / left : 1;
  for (const { offset, length, rate: rangeRate } of ranges) {
    optimizer.apply(arrays.parameters, sum, offset, length, { update, rate: rangeRate, scale });
    sum.fill(0, offset, offset + length);
  }
  return norm;
}

/** The rows that were touched, then all tensors that every step uses. */
function rangesOf(layout: ParameterLayout, results: readonly ShardResult[], rate: number, embeddingRate: number) {
  const ranges: Range[] = [];
  const rows = new Map<number, number>();
  for (const { touched } of results) for (let i = 0; i < touched.length; i += 2) rows.set(touched[i], touched[i + 1]);
  for (const [offset, length] of rows) {
    ranges.push({ offset, length, rate: offset < layout.embeddings ? rate * embeddingRate : rate });
  }
  for (const { offset, length, sparseRow } of layout.places) if (sparseRow === 0) ranges.push({ offset, length, rate });
  return ranges;
}

/** sum += others, which become zeros; returns the sum of squares. */
function addUp(sum: Float32Array, others: readonly Float32Array[], ranges: readonly Range[]): number {
  let squares = 0;
  for (const { offset, length } of ranges) {
    for (const other of others) {
      for (let i = offset; i < offset + length; i++) sum[i] += other[i];
      other.fill(0, offset, offset + length);
    }
    for (let i = offset; i < offset + length; i++) squares += sum[i] * sum[i];
  }
  return squares;
}

/** Holds each number to ±limit; returns the sum of squares that is left. */
function clipByValue(sum: Float32Array, ranges: readonly Range[], limit: number): number {
  let squares = 0;
  for (const { offset, length } of ranges) {
    for (let i = offset; i < offset + length; i++) {
      sum[i] = Math.max(-limit, Math.min(limit, sum[i]));
      squares += sum[i] * sum[i];
    }
  }
  return squares;
}
