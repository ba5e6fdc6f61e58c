import { argmax, type HeadConfig } from "@rivulet/engine";
import { classTargets } from "./class-targets.ts";
import { crossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";
import { stepLoss } from "./step-loss.ts";

/** Softmax and cross-entropy over all classes, one of which is right. */
export interface CategoricalOptions {
  readonly kind: "categorical";
  /** Share of the target that is spread over all classes; default the training's `labelSmoothing`. */
  readonly labelSmoothing?: number;
  /** Factor of a step's loss by its target's class; default 1 for each. */
  readonly classWeights?: readonly number[];
}

export function categoricalLoss({ size }: HeadConfig, options: CategoricalOptions): Loss {
  const { labelSmoothing = 0, classWeights } = options;
  return stepLoss(
    classTargets(size),
    ({ z, scale, outputs }, { targets }, t) => {
      const p = outputs();
      const loss = crossEntropy(p, targets[t], labelSmoothing, scale, z);
      return { loss, correct: argmax(p) === targets[t] ? 1 : 0 };
    },
    ({ targets }, t) => classWeights?.[targets[t]] ?? 1,
  );
}
