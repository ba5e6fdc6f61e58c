/** Classes or labels as integers, values as floats. */
export type HeadTargets = Int32Array | Float32Array;

/** The steps of a source, as those of a `Sequence`. */
export interface SourceSequence {
  readonly steps: number;
  readonly ids?: Int32Array;
  readonly dense?: Float32Array;
}

/** One training example: a sequence of steps, and for each head what it should say. */
export interface Sequence {
  readonly steps: number;
  /** [steps × ids a step], global ids of the model's input, −1 where there is none. For one-hot and embedding inputs. */
  readonly ids?: Int32Array;
  /** [steps × K], for dense inputs. */
  readonly dense?: Float32Array;
  /** What an encoder–decoder's encoder reads; the steps themselves are then the decoder's, `ids` being y⟨t-1⟩. */
  readonly source?: SourceSequence;
  /**
   * Per head, as its loss reads them: classes [steps], −1 where the step has no target (categorical, sampled); values
   * [steps × size of the head] (binary, squared); or the labels in their order, [at most steps], without blanks (ctc).
   * A many-to-one model has one target step, whatever the length of the sequence. Undefined, or missing behind the
   * last: the sequence has no target for the head.
   */
  readonly targets: readonly (HeadTargets | undefined)[];
  /**
   * Per head the factor of each target step's loss, [steps] ([1] for many-to-one and ctc); 0 masks the step. Where there
   * are none, 1.
   */
  readonly weights?: readonly (Float32Array | undefined)[];
}

/** What one head should say over one sequence. */
export interface SequenceTarget {
  /** Steps that the head speaks at. */
  readonly steps: number;
  readonly targets: HeadTargets;
  readonly weights: Float32Array | undefined;
}

/** What head `h` should say over the sequence, `steps` being those that it speaks at. */
export function targetOf(sequence: Sequence, h: number, steps = sequence.steps): SequenceTarget | undefined {
  const targets = sequence.targets[h];
  return targets && { steps, targets, weights: sequence.weights?.[h] };
}
