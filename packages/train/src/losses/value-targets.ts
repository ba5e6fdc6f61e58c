import type { SequenceTarget } from "../sequence.ts";
import type { StepTargets } from "./step-loss.ts";

/** `size` numbers a step, each from `least` to `most`. */
export function valueTargets(size: number, least: number, most: number): StepTargets {
  return {
    refuse({ steps, targets }) {
      if (!(targets instanceof Float32Array)) return "expected values as 32-bit floats, came integers";
      if (targets.length !== steps * size) return `expected ${steps} × ${size} values, came ${targets.length}`;
      const bad = targets.findIndex((value) => !(value >= least && value <= most));
      if (bad < 0) return undefined;
      return `expected values from ${least} to ${most}, came ${targets[bad]} at step ${Math.floor(bad / size)}`;
    },
    has: () => true,
  };
}

/** The values of step t; `size` numbers. */
export function valuesAt({ targets }: SequenceTarget, t: number, size: number): Int32Array | Float32Array {
  return targets.subarray(t * size, (t + 1) * size);
}
