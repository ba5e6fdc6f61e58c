import type { HeadConfig } from "../config.ts";
import { headProbabilities, headProbabilitiesBackward } from "./head.ts";

interface AnyTarget {
  /** Multiplies the loss; default 1, 0 masks the position. */
  readonly weight?: number;
}

/** What one head should have said at one step. */
export type Target = AnyTarget &
  (
    | {
        readonly loss: "softmax-cross-entropy";
        /** The right class, or the probability of each. */
        readonly target: number | Float64Array;
        /** ε of (1 − ε) · target + ε / classes; default 0. */
        readonly labelSmoothing?: number;
      }
    | {
        /** Over the right class and a sample of the others (Jean et al. 2015). */
        readonly loss: "sampled-softmax-cross-entropy";
        readonly target: number;
        /** The sampled classes, each once. */
        readonly samples: readonly number[];
        /** ln Q of every class: how often it was to be expected in the sample. */
        readonly logExpected: Float64Array;
      }
    /** One yes-or-no question per output, each with its weight (default 1). */
    | { readonly loss: "sigmoid-cross-entropy"; readonly target: Float64Array; readonly classWeights?: Float64Array }
    /** Between target and ŷ⟨t⟩, after the head's activation, each output with its weight (default 1). */
    | { readonly loss: "squared-error"; readonly target: Float64Array; readonly classWeights?: Float64Array }
  );

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
    case "sampled-softmax-cross-entropy":
      return sampledSoftmaxCrossEntropy(z, target);
    case "sigmoid-cross-entropy":
      return sigmoidCrossEntropy(z, target.target, target.classWeights ?? z.map(() => 1));
    case "squared-error":
      return squaredError(head, z, target.target, target.classWeights ?? z.map(() => 1));
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

/** The same of z − ln Q over the target and the sampled classes alone. */
function sampledSoftmaxCrossEntropy(
  z: Float64Array,
  { target, samples, logExpected }: Target & { loss: "sampled-softmax-cross-entropy" },
): Loss {
  const classes = [target, ...samples.filter((c) => c !== target)];
  const y = Float64Array.from(classes, (c) => (c === target ? 1 : 0));
  const { value, dLogits } = softmaxCrossEntropy(
    Float64Array.from(classes, (c) => z[c] - logExpected[c]),
    y,
  );
  const dAll = new Float64Array(z.length);
  classes.forEach((c, k) => {
    dAll[c] = dLogits[k];
  });
  return { value, dLogits: dAll };
}

/** L = −Σ w (y log ŷ + (1 − y) log (1 − ŷ)), ŷ = σ(z), written so that no logarithm overflows; dz = w (ŷ − y) */
function sigmoidCrossEntropy(z: Float64Array, y: Float64Array, w: Float64Array): Loss {
  const above = (zk: number) => Math.log1p(Math.exp(-Math.abs(zk)));
  return {
    value: z.reduce((sum, zk, k) => sum + w[k] * Math.max(zk, 0) - w[k] * zk * y[k] + w[k] * above(zk), 0),
    dLogits: headProbabilities("sigmoid", z).map((yHat, k) => w[k] * (yHat - y[k])),
  };
}

/** L = ½ Σ w (ŷ − y)²; dŷ = w (ŷ − y) */
function squaredError(head: HeadConfig, z: Float64Array, y: Float64Array, w: Float64Array): Loss {
  const yHat = headProbabilities(head.activation, z);
  const error = yHat.map((value, k) => value - y[k]);
  return {
    value: error.reduce((sum, e, k) => sum + (w[k] * e ** 2) / 2, 0),
    dLogits: headProbabilitiesBackward(
      head.activation,
      yHat,
      error.map((e, k) => w[k] * e),
    ),
  };
}

/** The wanted probability of each class. */
function smoothed(target: number | Float64Array, labelSmoothing: number, classes: number): Float64Array {
  const y = typeof target === "number" ? new Float64Array(classes) : target.slice();
  if (typeof target === "number") y[target] = 1;
  return y.map((yk) => (1 - labelSmoothing) * yk + labelSmoothing / classes);
}
