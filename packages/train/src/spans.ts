import type { Sequence } from "./sequence.ts";

/** Spans of at most `truncate` steps that the longest sequence of a batch is cut into. */
export function spanCount(batch: readonly Sequence[], truncate = Number.POSITIVE_INFINITY): number {
  const longest = batch.reduce((most, { steps }) => Math.max(most, steps), 0);
  return Math.max(1, Math.ceil(longest / truncate));
}

/** The steps [from, to) of a sequence with their inputs, targets and weights: copies, so that a thread gets no more. */
export function cutSpan(sequence: Sequence, from: number, to: number): Sequence {
  const { steps, ids, dense, targets, weights } = sequence;
  if (from === 0 && to >= steps) return sequence;
  const end = Math.min(to, steps);
  const cut = <T extends Int32Array | Float32Array>(array: T): T => {
    const width = array.length / steps;
    return array.slice(from * width, end * width) as T;
  };
  return {
    steps: end - from,
    ...(ids && { ids: cut(ids) }),
    ...(dense && { dense: cut(dense) }),
    targets: targets.map((target) => target && cut(target)),
    ...(weights && { weights: weights.map((weight) => weight && cut(weight)) }),
  };
}
