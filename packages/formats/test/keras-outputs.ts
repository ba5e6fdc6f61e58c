import { Model, runSequence, type StepInput } from "@rivulet/engine";
import type { ImportedModel } from "../src/imported-model.ts";

/** What Keras's `predict` gives of one sequence, by the imported model: of every step, or of a many-to-one model once. */
export function kerasOutputs({ config, weights }: ImportedModel, inputs: readonly StepInput[]): number[] {
  return [...runSequence(Model.create(config, weights), inputs).probabilities()];
}

/** The largest difference of two lists of numbers; infinite where they are not as long. */
export function largestDifference(came: readonly number[], expected: readonly number[]): number {
  if (came.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...came.map((value, i) => Math.abs(value - expected[i])));
}
