import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeadConfig, InputConfig, LayerConfig, ModelConfig, StepInput } from "../config.ts";
import { Model } from "../model.ts";
import { activationVariants, cellVariants, randomWeights, referenceForward, seededNumbers } from "./index.ts";

const tolerance = 1e-6;

/** A gate outside 0…1 may make the state grow at every step: then few steps tell as much as can be told. */
function stepsFor(layer: LayerConfig): number {
  const gate = layer.cell === "rnn" ? undefined : layer.gateActivation;
  return gate === "tanh" || gate === "relu" || gate === "linear" ? 5 : 1000;
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
    return Int32Array.of(Math.floor(random() * 7), 7 + Math.floor(random() * 4), 7 + Math.floor(random() * 4));
  });
}

/** The largest difference of the engine from the reference over all steps, layers and heads. */
function largestError(input: InputConfig, layers: readonly LayerConfig[], seed: number): number {
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

function nameOf({ cell, hidden: _, ...rest }: LayerConfig): string {
  return [cell, ...Object.entries(rest).map(([key, value]) => `${key} ${value}`)].join(", ");
}

const input: fc.Arbitrary<InputConfig> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((size): InputConfig => ({ kind: "dense", size })),
  fc.integer({ min: 1, max: 9 }).map((size): InputConfig => ({ kind: "one-hot", size })),
  fc.constant<InputConfig>({ kind: "embedding", tables }),
);

const layer: fc.Arbitrary<LayerConfig> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(...cellVariants(1)))
  .map(([hidden, variant]) => ({ ...variant, hidden }));

describe("the engine agrees with the reference over 1,000 steps", () => {
  it.each(activationVariants(13).map((variant) => [nameOf(variant), variant] as const))("%s", (_, variant) => {
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
