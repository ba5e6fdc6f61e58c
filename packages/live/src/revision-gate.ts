/**
 * When a later head may replace the label that stands. Three in four revisions mend an error; the
 * gate holds back those that are hardly surer than what they replace.
 */
export interface RevisionGate {
  /** Probability that the new label must have beyond the standing one, by the same head; default 0. */
  readonly margin?: number;
  /** Probability that the new label must have; default 0. */
  readonly minimum?: number;
}

/** Whether a label of probability `challenger` may replace one that the same head gives `standing`. */
export function mayRevise(gate: RevisionGate, challenger: number, standing: number): boolean {
  return challenger >= (gate.minimum ?? 0) && challenger - standing >= (gate.margin ?? 0);
}
