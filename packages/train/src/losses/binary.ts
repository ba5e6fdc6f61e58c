import type { HeadConfig } from "@rivulet/engine";
import type { Loss } from "./loss.ts";
import { stepLoss } from "./step-loss.ts";
import { valuesAt, valueTargets } from "./value-targets.ts";

/** Sigmoid and binary cross-entropy: one yes-or-no question an output, any number of which are true at once. */
export interface BinaryOptions {
  readonly kind: "binary";
  /** Factor of each output's part of the loss; default 1 for each. */
  readonly classWeights?: readonly number[];
}

/**
 * L = Σ_k w_k (max(z, 0) − z·y + ln(1 + e^−|z|)), which is −y ln σ(z) − (1 − y) ln(1 − σ(z)) where no logarithm
 * overflows; dz = w (σ(z) − y).
 */
export function binaryLoss({ size }: HeadConfig, { classWeights }: BinaryOptions): Loss {
  return stepLoss(valueTargets(size, 0, 1), ({ z, scale, outputs }, target, t) => {
    const y = valuesAt(target, t, size);
    const p = outputs();
    let loss = 0;
    let hits = 0;
    for (let k = 0; k < size; k++) {
      const weight = classWeights?.[k] ?? 1;
      loss += weight * (Math.max(z[k], 0) - z[k] * y[k] + Math.log1p(Math.exp(-Math.abs(z[k]))));
      if (z[k] > 0 === y[k] > 0.5) hits++;
      z[k] = scale * weight * (p[k] - y[k]);
    }
    return { loss, correct: hits / size };
  });
}
