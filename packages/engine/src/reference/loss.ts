import type { HeadConfig } from "../config.ts";
import { headProbabilities, headProbabilitiesBackward } from "./head.ts";

/** What one head should have said at one step. `weight` multiplies the loss (default 1; 0 masks the position). */
export type Target =
  | {
      readonly loss: "softmax-cross-entropy";
      /** The right class, or the probability of each. */
      readonly target: number | Float64Array;
      /** ε of (1 − ε) · target + ε / classes; default 0. */
      readonly labelSmoothing?: number;
      readonly weight?: number;
    }
  /** One yes-or-no question per output. */
  | { readonly loss: "sigmoid-cross-entropy"; readonly target: Float64Array; readonly weight?: number }
  /** Between target and ŷ⟨t⟩, after the head's activation. */
  | { readonly loss: "squared-error"; readonly target: Float64Array; readonly weight?: number };

/** A loss and its gradient by the logits. */
export interface Loss {
  readonly value: number;
  readonly dLogits: Float64Array;
}

/** The loss of one head at one step from its logits z⟨t⟩, times the weight. */
export function headLoss(head: HeadConfig, z: Float64Array, target: Target): Loss {
  const { value, dLogits } = unweightedLoss(head, z, target);
  const weight = target.weight ?? 1;
  return { value: weight * value, dLogits: dLogits.map((d) => weight * d) };
}

function unweightedLoss(head: HeadConfig, z: Float64Array, target: Target): Loss {
  switch (target.loss) {
    case "softmax-cross-entropy":
      return softmaxCrossEntropy(z, smoothed(target.target, target.labelSmoothing ?? 0, z.length));
    case "sigmoid-cross-entropy":
      return sigmoidCrossEntropy(z, target.target);
    case "squared-error":
      return squaredError(head, z, target.target);
  }
}

/** L = −Σ y_k log ŷ_k with log ŷ_k = z_k − log Σ e^z; dz = ŷ Σ y − y */
function softmaxCrossEntropy(z: Float64Array, y: Float64Array): Loss {
  const largest = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const logSum = largest + Math.log(z.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  const total = y.reduce((a, b) => a + b, 0);
  return {
    value: y.reduce((sum, yk, k) => sum + (yk === 0 ? 0 : yk * (logSum - z[k])), 0),
    dLogits: z.map((logit, k) => Math.exp(logit - logSum) * total - y[k]),
  };
}

/** L = −Σ y log ŷ + (1 − y) log (1 − ŷ), ŷ = σ(z), written so that no logarithm overflows; dz = ŷ − y */
function sigmoidCrossEntropy(z: Float64Array, y: Float64Array): Loss {
  return {
    value: z.reduce((sum, zk, k) => sum + Math.max(zk, 0) - zk * y[k] + Math.log1p(Math.exp(-Math.abs(zk))), 0),
    dLogits: headProbabilities("sigmoid", z).map((yHat, k) => yHat - y[k]),
  };
}

/** L = ½ Σ (ŷ − y)²; dŷ = ŷ − y */
function squaredError(head: HeadConfig, z: Float64Array, y: Float64Array): Loss {
  const yHat = headProbabilities(head.activation, z);
  const error = yHat.map((value, k) => value - y[k]);
  return {
    value: error.reduce((sum, e) => sum + e ** 2 / 2, 0),
    dLogits: headProbabilitiesBackward(head.activation, yHat, error),
  };
}

/** The wanted probability of each class. */
function smoothed(target: number | Float64Array, labelSmoothing: number, classes: number): Float64Array {
  const y = typeof target === "number" ? new Float64Array(classes) : target.slice();
  if (typeof target === "number") y[target] = 1;
  return y.map((yk) => (1 - labelSmoothing) * yk + labelSmoothing / classes);
}
