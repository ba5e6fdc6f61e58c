import type { HeadConfig } from "@rivulet/engine";
import type { Loss } from "./loss.ts";
import { stepLoss } from "./step-loss.ts";
import { valuesAt, valueTargets } from "./value-targets.ts";

/** Half the squared error of a linear head. */
export interface SquaredOptions {
  readonly kind: "squared";
  /** Factor of each output's part of the loss; default 1 for each. */
  readonly classWeights?: readonly number[];
}

/** L = ½ Σ_k w_k (z_k − y_k)²; dz = w (z − y). Knows of no hits. */
export function squaredLoss({ size }: HeadConfig, { classWeights }: SquaredOptions): Loss {
  const finite = 3.4028234663852886e38;
  return stepLoss(valueTargets(size, -finite, finite), ({ z, scale }, target, t) => {
    const y = valuesAt(target, t, size);
    let loss = 0;
    for (let k = 0; k < size; k++) {
      const weight = classWeights?.[k] ?? 1;
      const error = z[k] - y[k];
      loss += (weight * error * error) / 2;
      z[k] = scale * weight * error;
    }
    return { loss, correct: 0 };
  });
}
