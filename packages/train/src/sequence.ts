/** One training example: a sequence of steps, and for each head the class of each step. */
export interface Sequence {
  readonly steps: number;
  /** [steps × ids a step], global ids of the model's input, −1 where there is none. For one-hot and embedding inputs. */
  readonly ids?: Int32Array;
  /** [steps × K], for dense inputs. */
  readonly dense?: Float32Array;
  /** Per head [steps]: the class, −1 where the step has no target. */
  readonly targets: readonly Int32Array[];
}

/** Targets of all heads in the sequences. */
export function countTargets(sequences: readonly Sequence[]): number {
  let count = 0;
  for (const { targets } of sequences) {
    for (const classes of targets) for (const target of classes) if (target >= 0) count++;
  }
  return count;
}
