import { argmax, type HeadConfig, type ModelConfig } from "@rivulet/engine";
import type { HeadTargets, Question, Sequence } from "@rivulet/train";
import type { Asked } from "./subject.ts";

/** The loss of the first head at the last step at which it has a target (where it has none: of its own prediction). */
export function lossAtEnd({ shape, heads }: ModelConfig, sequence: Sequence): Asked {
  const [head] = heads;
  const targets = sequence.targets[0];
  const isRead = shape === "many-to-one";
  const spoken = isRead ? 0 : lastTarget(head, targets, sequence.steps);
  const dLogits = (outputs: Float32Array) => (targets ? errors(head, outputs, targets, spoken) : choice(outputs));
  return { sequence, question: { head: 0, step: spoken, dLogits }, step: isRead ? sequence.steps - 1 : spoken };
}

/** What a head said at a step: how far its class is ahead of the next, as a difference of logits, or its values together. */
export function predictionAt(head: number, step: number, activation: HeadConfig["activation"]): Question {
  const dLogits = (outputs: Float32Array) => (activation === "softmax" ? choice(outputs) : outputs.map(() => 1));
  return { head, step, dLogits };
}

function lastTarget({ activation }: HeadConfig, targets: HeadTargets | undefined, steps: number): number {
  if (targets === undefined || activation !== "softmax") return steps - 1;
  return Math.max(
    0,
    targets.findLastIndex((c) => c >= 0),
  );
}

/** ŷ − y: dL / d logits of each activation's own loss. */
function errors({ activation, size }: HeadConfig, outputs: Float32Array, targets: HeadTargets, step: number) {
  if (activation === "softmax") return outputs.map((y, k) => y - (k === targets[step] ? 1 : 0));
  return outputs.map((y, k) => y - targets[step * size + k]);
}

/** +1 for the best class, −1 for the second: what moves all logits alike moves no choice. */
function choice(outputs: Float32Array): Float32Array {
  const best = argmax(outputs);
  const second = argmax(outputs.map((y, k) => (k === best ? Number.NEGATIVE_INFINITY : y)));
  return outputs.map((_, k) => (k === best ? 1 : k === second ? -1 : 0));
}
