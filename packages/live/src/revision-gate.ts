/**
 * When a head between the first and the last may replace the label that stands. Three in four revisions
 * mend an error; the gate holds back those that are hardly surer than what they replace. The last
 * head always has its say: a final tag is never held back.
 */
export interface RevisionGate {
  /** Probability that the new label must have beyond the standing one, by the same head; default 0. */
  readonly margin?: number;
}

/** Whether a label of probability `challenger` may replace one that the same head gives `standing`. */
export function mayRevise({ margin = 0 }: RevisionGate, challenger: number, standing: number): boolean {
  return challenger - standing >= margin;
}
