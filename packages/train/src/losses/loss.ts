import type { Random } from "@rivulet/engine";
import type { StepGrid } from "../network/step-grid.ts";
import type { SequenceTarget } from "../sequence.ts";

/** What a head's loss came to over a batch. */
export interface HeadLoss {
  /** Weighted sum over the targets, without label smoothing. */
  loss: number;
  targets: number;
  /** Of the targets those that were hit, as far as the loss knows of hits. */
  correct: number;
}

/** What a head said over a batch, by step n of the grid. */
export interface HeadBatch {
  readonly grid: StepGrid;
  /** By job of the grid. */
  readonly targets: readonly (SequenceTarget | undefined)[];
  /** The logits, one for each class that takes part; a loss leaves its gradient in their place. */
  row(n: number): Float32Array;
  /** The head's activation of the logits of a step; good until the next call. */
  outputs(n: number): Float32Array;
}

/** A loss over one batch. */
export interface BatchLoss {
  /** The classes that take part, rising; all where undefined. */
  readonly classes?: Int32Array;
  /** Replaces every logit of the batch by `scale` · d loss / d logit. */
  apply(batch: HeadBatch, scale: number): HeadLoss;
}

/** The loss of one head. */
export interface Loss {
  /** Why the targets do not fit the head, as "expected …, came …"; undefined where they do. */
  refuse(target: SequenceTarget): string | undefined;
  /** Targets that count: what a mean loss is the mean over. */
  count(target: SequenceTarget): number;
  /** Draws what has to be drawn for a batch. */
  batch(targets: readonly (SequenceTarget | undefined)[], random: Random): BatchLoss;
}
