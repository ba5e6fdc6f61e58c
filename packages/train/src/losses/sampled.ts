import { argmax, type HeadConfig } from "@rivulet/engine";
import type { SequenceTarget } from "../sequence.ts";
import { classTargets } from "./class-targets.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { sampleLogUniform } from "./log-uniform.ts";
import type { Loss } from "./loss.ts";
import { applySteps, type StepFunction, stepTargetsOf } from "./step-loss.ts";

/**
 * Softmax over the right class and a sample of the others, for large vocabularies whose classes stand in the order of
 * their frequency, the most frequent first (Jean et al. 2015; log-uniform sampling). Only the rows of the batch's
 * targets and of the sample are multiplied and moved; a model is judged and run with all classes.
 */
export interface SampledOptions {
  readonly kind: "sampled";
  /** Classes drawn for each batch (each shard draws its own). */
  readonly samples: number;
  readonly classWeights?: readonly number[];
}

/** Far below every logit. */
const ABSENT = -1e30;

/**
 * L = −ln softmax(z − ln Q) at the target, over the target and the sampled classes; Q is how often a class was to be
 * expected in the sample, taken off so that frequent classes are not pushed down for being drawn more often.
 */
export function sampledLoss({ size }: HeadConfig, { samples, classWeights }: SampledOptions): Loss {
  const kind = classTargets(size);
  return {
    ...stepTargetsOf(kind),
    batch(targets, random) {
      const sample = sampleLogUniform(size, samples, random);
      const classes = union(sample.classes, targets);
      const column = new Map(Array.from(classes, (c, k) => [c, k]));
      const logExpected = Float64Array.from(classes, (c) => sample.logExpected(c));
      const drawn = new Uint8Array(classes.length);
      for (const c of sample.classes) drawn[column.get(c) as number] = 1;
      const step: StepFunction = ({ z, scale, outputs }, target, t) => {
        const own = column.get(target.targets[t]) as number;
        for (let k = 0; k < z.length; k++) z[k] = drawn[k] === 1 || k === own ? z[k] - logExpected[k] : ABSENT;
        const p = outputs();
        return { loss: crossEntropy(p, own, 0, scale, z), correct: argmax(p) === own ? 1 : 0 };
      };
      const weightOf = (target: SequenceTarget, t: number) => classWeights?.[target.targets[t]] ?? 1;
      return { classes, apply: (batch, scale) => applySteps(batch, scale, kind, step, weightOf) };
    },
  };
}

function union(sampled: Int32Array, targets: readonly (SequenceTarget | undefined)[]): Int32Array {
  const all = new Set(sampled);
  for (const target of targets) for (const c of target?.targets ?? []) if (c >= 0) all.add(c);
  return Int32Array.from(all).sort();
}
