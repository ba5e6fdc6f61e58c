import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../config.ts";
import { ctcLoss } from "./ctc.ts";
import { finiteDifferences, relativeError } from "./finite-differences.ts";
import { headProbabilities } from "./head.ts";
import { referenceBackward, referenceForward } from "./network.ts";
import { randomWeights, seededNumbers } from "./random-weights.ts";

const CLASSES = 3;

function randomLogits(steps: number, seed: number): Float64Array[] {
  const random = seededNumbers(seed);
  return Array.from({ length: steps }, () => Float64Array.from({ length: CLASSES }, () => 4 * random() - 2));
}

/** p(labels) as the sum over every way to say something in `logits.length` steps. */
function bruteForce(logits: readonly Float64Array[], labels: readonly number[], blank: number): number {
  const y = logits.map((z) => headProbabilities("softmax", z));
  let total = 0;
  for (let path = 0; path < CLASSES ** logits.length; path++) {
    const classes = logits.map((_, t) => Math.floor(path / CLASSES ** t) % CLASSES);
    const said = classes.filter((c, t) => c !== blank && c !== classes[t - 1]);
    if (said.join() === labels.join()) total += classes.reduce((p, c, t) => p * y[t][c], 1);
  }
  return total;
}

const cases = [0, 2].flatMap((blank) => {
  const [a, b] = [0, 1, 2].filter((c) => c !== blank);
  return [[], [a], [b, a], [a, a], [a, b, a], [b, b, a]].map((labels) => [blank, labels] as const);
});

describe.each(cases)("blank %i, labels %j", (blank, labels) => {
  const logits = randomLogits(5, 3 + labels.length);

  it("adds up every alignment", () => {
    expect(ctcLoss(logits, labels, blank).value).toBeCloseTo(-Math.log(bruteForce(logits, labels, blank)), 12);
  });

  it("has the gradient of finite differences", () => {
    const { dLogits } = ctcLoss(logits, labels, blank);
    logits.forEach((z, t) => {
      const numeric = finiteDifferences(z, () => ctcLoss(logits, labels, blank).value);
      expect(relativeError(dLogits[t], numeric), `step ${t}`).toBeLessThanOrEqual(1e-7);
    });
  });
});

it("has the gradient of finite differences in every weight of a network", () => {
  const config: ModelConfig = {
    input: { kind: "dense", size: 2 },
    layers: [{ cell: "gru", hidden: 3, reset: "after" }],
    heads: [{ name: "labels", size: CLASSES, activation: "softmax" }],
  };
  const random = seededNumbers(6);
  const weights = Object.fromEntries(
    Object.entries(randomWeights(config, random, 1.5)).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const inputs = Array.from({ length: 6 }, () => Float64Array.of(random() - 0.5, random() - 0.5));
  const pass = () => referenceForward(config, weights, inputs);
  const loss = (forward = pass()) =>
    ctcLoss(
      forward.steps.map(({ logits }) => logits[0]),
      [1, 1, 0],
      2,
    );
  const forward = pass();
  const gradients = referenceBackward(
    forward,
    loss(forward).dLogits.map((d) => [d]),
  );
  for (const [name, { data }] of Object.entries(weights)) {
    const numeric = finiteDifferences(data, () => loss().value);
    expect(Math.hypot(...numeric), name).toBeGreaterThan(1e-6);
    expect(relativeError(gradients.weights[name].data, numeric), name).toBeLessThanOrEqual(1e-7);
  }
});

it("is infinite where the steps can not say the labels", () => {
  expect(ctcLoss(randomLogits(2, 1), [0, 0], 2).value).toBe(Number.POSITIVE_INFINITY);
});
