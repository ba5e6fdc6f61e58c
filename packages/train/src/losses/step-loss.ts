import type { SequenceTarget } from "../sequence.ts";
import type { HeadBatch, HeadLoss, Loss } from "./loss.ts";

/** One step of a head. */
export interface StepLogits {
  /** The logits; the loss leaves `scale` · gradient in their place. */
  readonly z: Float32Array;
  readonly scale: number;
  /** The head's activation of the logits, to be asked for before they are overwritten. */
  outputs(): Float32Array;
}

/** What the targets of single steps are. */
export interface StepTargets {
  refuse(target: SequenceTarget): string | undefined;
  /** Whether step t has a target. */
  has(target: SequenceTarget, t: number): boolean;
}

/** The loss of step t without its weight, and which part of the target was hit, 0 to 1. */
export type StepFunction = (
  step: StepLogits,
  target: SequenceTarget,
  t: number,
) => { readonly loss: number; readonly correct: number };

/** A loss that looks at one step at a time. `weightOf`: the factor of a step's target beside the sequence's own weights. */
export function stepLoss(
  targets: StepTargets,
  step: StepFunction,
  weightOf: (target: SequenceTarget, t: number) => number = () => 1,
): Loss {
  const apply = (batch: HeadBatch, scale: number) => applySteps(batch, scale, targets, step, weightOf);
  return { ...stepTargetsOf(targets), batch: () => ({ apply }) };
}

/** The part of a loss that all losses of single steps share. */
export function stepTargetsOf(targets: StepTargets): Pick<Loss, "refuse" | "count"> {
  return {
    refuse: (target) => targets.refuse(target) ?? refuseWeights(target, target.steps),
    count(target) {
      let count = 0;
      for (let t = 0; t < target.steps; t++) if (counts(targets, target, t)) count++;
      return count;
    },
  };
}

export function applySteps(
  batch: HeadBatch,
  scale: number,
  targets: StepTargets,
  step: StepFunction,
  weightOf: (target: SequenceTarget, t: number) => number,
): HeadLoss {
  const total: HeadLoss = { loss: 0, targets: 0, correct: 0 };
  batch.grid.forEach((n, job, t) => {
    const z = batch.row(n);
    const target = batch.targets[job];
    if (target === undefined || !counts(targets, target, t)) {
      z.fill(0);
      return;
    }
    const weight = (target.weights?.[t] ?? 1) * weightOf(target, t);
    const { loss, correct } = step({ z, scale: scale * weight, outputs: () => batch.outputs(n) }, target, t);
    total.loss += weight * loss;
    total.targets++;
    total.correct += correct;
  });
  return total;
}

/** Why the weights do not fit; `count` of them are expected, none negative. */
export function refuseWeights({ weights }: SequenceTarget, count: number): string | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== count) return `expected ${count} weights, came ${weights.length}`;
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  return bad < 0 ? undefined : `expected weights from 0 on, came ${weights[bad]} at step ${bad}`;
}

/** A step of weight 0 has no target either. */
function counts(targets: StepTargets, target: SequenceTarget, t: number): boolean {
  return targets.has(target, t) && target.weights?.[t] !== 0;
}
