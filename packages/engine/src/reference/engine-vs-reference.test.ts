import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formOf } from "../../test/random-models.ts";
import type { HeadConfig, InputConfig, ModelConfig, RecurrentLayerConfig, StepInput } from "../config.ts";
import { Model } from "../model.ts";
import {
  activationVariants,
  cellVariants,
  furtherActivationVariants,
  randomWeights,
  referenceForward,
  seededNumbers,
  withHidden,
} from "./index.ts";

const tolerance = 1e-6;

/** A gate outside 0…1 may make the state grow at every step: then few steps tell as much as can be told. */
function stepsFor(layer: RecurrentLayerConfig): number {
  const gate = layer.cell === "rnn" ? "sigmoid" : (layer.gateActivation ?? "sigmoid");
  return (typeof gate === "string" ? gate : gate.kind).includes("sigmoid") ? 1000 : 5;
}

const heads: readonly HeadConfig[] = [
  { name: "class", size: 5, activation: "softmax" },
  { name: "flags", size: 3, activation: "sigmoid", delay: 1 },
  { name: "values", size: 2, activation: "none" },
];

const tables = [
  { name: "word", rows: 7, size: 5 },
  { name: "suffix", rows: 4, size: 3 },
];

/** Random inputs of the kind that a configuration takes. */
function inputsFor(input: InputConfig, steps: number, random: () => number): StepInput[] {
  return Array.from({ length: steps }, () => {
    if (input.kind === "dense") return Float32Array.from({ length: input.size }, () => 2 * random() - 1);
    if (input.kind === "one-hot") return Math.floor(random() * input.size);
    const ids = Int32Array.of(Math.floor(random() * 7), 7 + Math.floor(random() * 4), 7 + Math.floor(random() * 4));
    return input.dense ? { ids, dense: Float32Array.from({ length: input.dense }, () => 2 * random() - 1) } : ids;
  });
}

/** The largest difference of the engine from the reference over all steps, layers and heads. */
function largestError(input: InputConfig, layers: readonly RecurrentLayerConfig[], seed: number): number {
  const random = seededNumbers(seed);
  const config: ModelConfig = { input, layers, heads };
  const weights = randomWeights(config, random);
  const inputs = inputsFor(input, Math.min(...layers.map(stepsFor)), random);
  const reference = referenceForward(config, weights, inputs);
  const session = Model.create(config, weights).createSession();
  let largest = 0;
  // Single precision resolves numbers up to 2 to 1.2e-7; what relu and linear let grow is measured relatively.
  const compare = (came: Float32Array, expected: Float64Array) => {
    for (let i = 0; i < expected.length; i++) {
      const error = Math.abs(came[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
      largest = Math.max(largest, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    }
  };
  session.run(inputs, (t) => {
    const { states, probabilities } = reference.steps[t];
    states.forEach(({ hidden, cell }, l) => {
      compare(session.hidden(l), hidden);
      compare(session.cell(l), cell);
    });
    probabilities.forEach((expected, h) => {
      compare(session.probabilities(h), expected);
    });
  });
  return largest;
}

const input: fc.Arbitrary<InputConfig> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((size): InputConfig => ({ kind: "dense", size })),
  fc.integer({ min: 1, max: 9 }).map((size): InputConfig => ({ kind: "one-hot", size })),
  fc.constantFrom(0, 1, 9).map((dense): InputConfig => ({ kind: "embedding", tables, dense })),
);

const layer: fc.Arbitrary<RecurrentLayerConfig> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(...cellVariants(1)))
  .map(([hidden, variant]) => withHidden(variant, hidden));

const variants = [...activationVariants(13), ...furtherActivationVariants(13), ...cellVariants(13)];

describe("the engine agrees with the reference over 1,000 steps", () => {
  it.each(variants.map((variant) => [formOf(variant), variant] as const))("%s", (_, variant) => {
    expect(largestError({ kind: "dense", size: 6 }, [variant], 42)).toBeLessThanOrEqual(tolerance);
  });

  it("random stacks of one to three layers of any size, on any input", () => {
    fc.assert(
      fc.property(input, fc.array(layer, { minLength: 1, maxLength: 3 }), fc.nat(), (kind, layers, seed) => {
        expect(largestError(kind, layers, seed)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 30 },
    );
  });
});
