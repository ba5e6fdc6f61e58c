import type { GradientTracer, Leaning, Question, Sequence } from "@rivulet/train";

/** Something to backpropagate through a model. */
export interface Asked {
  readonly sequence: Sequence;
  readonly question: Question;
  /** T, as a step of the sequence. */
  readonly step: number;
}

/** One model with its data. */
export interface Subject {
  readonly name: string;
  readonly tracer: GradientTracer;
  /** The loss at the last step of each sequence of the data. */
  readonly losses: readonly Asked[];
  /** What the predictions of the chosen sentence or sequence leaned on; none where none was chosen. */
  readonly leanings: readonly Leaning[];
}
