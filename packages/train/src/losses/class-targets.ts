import type { StepTargets } from "./step-loss.ts";

/** One of `size` classes a step, −1 for none. */
export function classTargets(size: number): StepTargets {
  return {
    refuse({ steps, targets }) {
      if (!(targets instanceof Int32Array)) return "expected classes as 32-bit integers, came floats";
      if (targets.length !== steps) return `expected ${steps} classes, came ${targets.length}`;
      const bad = targets.findIndex((target) => target < -1 || target >= size);
      return bad < 0 ? undefined : `expected classes from −1 to ${size - 1}, came ${targets[bad]} at step ${bad}`;
    },
    has: ({ targets }, t) => targets[t] >= 0,
  };
}
