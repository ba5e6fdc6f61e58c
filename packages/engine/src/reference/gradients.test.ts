import { describe, expect, it } from "vitest";
import { formOf } from "../../test/random-models.ts";
import type { HeadConfig, InputConfig, LayerConfig, ModelConfig } from "../config.ts";
import {
  activationVariants,
  cellVariants,
  finiteDifferences,
  furtherActivationVariants,
  headLoss,
  type ReferenceInput,
  randomWeights,
  referenceBackward,
  referenceForward,
  relativeError,
  type SequenceTargets,
  seededNumbers,
  sequenceLoss,
  type Target,
  zeroState,
} from "./index.ts";

const tolerance = 1e-7;
const steps = 5;

const heads: readonly HeadConfig[] = [
  { name: "class", size: 3, activation: "softmax" },
  { name: "late", size: 2, activation: "sigmoid", delay: 1 },
  { name: "value", size: 2, activation: "none", delay: 2 },
];

function uniform(random: () => number, length: number, scale = 1): Float64Array {
  return Float64Array.from({ length }, () => scale * (2 * random() - 1));
}

/** A target of another kind for each head, a mask and a weight among them; none before the head's delay is over. */
function targetsFor(random: () => number): SequenceTargets {
  return Array.from({ length: steps }, (_, t): (Target | undefined)[] => [
    { loss: "softmax-cross-entropy", target: t % 3, labelSmoothing: 0.1, weight: t === 2 ? 0 : 1 + t / 4 },
    t < 1 ? undefined : { loss: "sigmoid-cross-entropy", target: uniform(random, 2).map(Math.abs) },
    t < 2 ? undefined : { loss: "squared-error", target: uniform(random, 2), weight: 0.5 },
  ]);
}

/** Compares every gradient of the backward pass with finite differences. */
function checkGradients(layers: readonly LayerConfig[], input: InputConfig, inputs: readonly ReferenceInput[]): void {
  const random = seededNumbers(7);
  const config: ModelConfig = { input, layers, heads };
  const weights = Object.fromEntries(
    Object.entries(randomWeights(config, random, 1.5)).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const initialState = zeroState(config).map(({ hidden, cell }) => ({
    hidden: uniform(random, hidden.length, 0.5),
    cell: uniform(random, cell.length, 0.5),
  }));
  const targets = targetsFor(random);
  // A learned initial state is among the weights.
  const isLearned = layers.some((layer) => "initialState" in layer && layer.initialState === "learned");
  const forward = () => referenceForward(config, weights, inputs, isLearned ? undefined : initialState);
  const loss = () => sequenceLoss(forward(), targets).value;
  const pass = forward();
  const gradients = referenceBackward(pass, sequenceLoss(pass, targets).dLogits);
  const check = (name: string, values: readonly Float64Array[], gradient: readonly Float64Array[]) => {
    const numeric = flat(values.map((each) => finiteDifferences(each, loss)));
    expect(Math.hypot(...numeric), `the gradient of ${name} is not zero`).toBeGreaterThan(1e-6);
    expect(relativeError(flat(gradient), numeric), `the gradient of ${name}`).toBeLessThanOrEqual(tolerance);
  };
  for (const [name, { data }] of Object.entries(weights)) check(name, [data], [gradients.weights[name].data]);
  const dense = inputs.map(denseOf).filter((x) => x !== undefined);
  if (dense.length > 0) {
    const gradient = gradients.inputs.map((dx, t) => dx.subarray(dx.length - dense[t].length));
    check("the inputs", dense, gradient);
  }
  if (isLearned) return;
  initialState.forEach(({ hidden, cell }, l) => {
    check(`a⟨0⟩ of layer ${l}`, [hidden], [gradients.initialState[l].hidden]);
    if (cell.length > 0) check(`c⟨0⟩ of layer ${l}`, [cell], [gradients.initialState[l].cell]);
  });
}

function denseOf(input: ReferenceInput): Float64Array | undefined {
  const dense = typeof input === "object" && "dense" in input ? input.dense : input;
  return dense instanceof Float64Array ? dense : undefined;
}

function flat(parts: readonly Float64Array[]): number[] {
  return parts.flatMap((part) => [...part]);
}

function denseInputs(size: number, seed: number): Float64Array[] {
  const random = seededNumbers(seed);
  return Array.from({ length: steps }, () => uniform(random, size));
}

describe("the backward pass agrees with finite differences", () => {
  it.each(
    [...cellVariants(6), ...activationVariants(6), ...furtherActivationVariants(6)].map(
      (layer) => [formOf(layer), layer] as const,
    ),
  )("one layer: %s", (_, layer) => {
    checkGradients([layer], { kind: "dense", size: 3 }, denseInputs(3, 11));
  });

  it("a stack of three layers of different cells and sizes", () => {
    const layers: LayerConfig[] = [
      { cell: "lstm", hidden: 4, peepholes: "current" },
      { cell: "gru", hidden: 3, reset: "after", updateKeeps: "old" },
      { cell: "rnn", hidden: 5 },
    ];
    checkGradients(layers, { kind: "dense", size: 2 }, denseInputs(2, 5));
  });

  it.each(cellVariants(3).map((layer) => [formOf(layer), layer] as const))("two layers of one cell: %s", (_, layer) => {
    checkGradients([layer, layer], { kind: "dense", size: 3 }, denseInputs(3, 23));
  });

  it("one-hot and multi-hot inputs", () => {
    const inputs = [3, Int32Array.of(0, 4), Int32Array.of(2, 2, 1), Int32Array.of(), 1];
    checkGradients([{ cell: "gru", hidden: 4, reset: "before" }], { kind: "one-hot", size: 5 }, inputs);
  });

  it("embedding tables side by side, with and without dense numbers after them, several ids of one table and tables without an id", () => {
    const tables = [
      { name: "word", rows: 4, size: 3 },
      { name: "suffix", rows: 5, size: 2 },
    ];
    const inputs = [Int32Array.of(1, 5), Int32Array.of(4, 8, 8, 2), 3, Int32Array.of(), Int32Array.of(0, 6, 7)];
    checkGradients([{ cell: "lstm", hidden: 4 }], { kind: "embedding", tables }, inputs);
    const mixed = inputs.map((ids, t) => ({ ids, dense: Float64Array.of(0.3 * t, 1 - t, 0.5) }));
    checkGradients([{ cell: "lstm", hidden: 4 }], { kind: "embedding", tables, dense: 3 }, mixed);
  });
});

describe("every loss on every head", () => {
  const targets: readonly Target[] = [
    { loss: "softmax-cross-entropy", target: 2 },
    { loss: "softmax-cross-entropy", target: 0, labelSmoothing: 0.1, weight: 0.3 },
    { loss: "softmax-cross-entropy", target: Float64Array.of(0.2, 0.1, 0.6, 0.1) },
    { loss: "softmax-cross-entropy", target: Float64Array.of(1, 0, 2, 0), labelSmoothing: 0.2 },
    { loss: "sigmoid-cross-entropy", target: Float64Array.of(0, 1, 0.3, 1), weight: 2 },
    { loss: "sigmoid-cross-entropy", target: Float64Array.of(0, 1, 1, 0), classWeights: Float64Array.of(1, 2, 0, 0.5) },
    { loss: "squared-error", target: Float64Array.of(0.5, -1, 0, 2) },
    { loss: "squared-error", target: Float64Array.of(0.5, -1, 0, 2), classWeights: Float64Array.of(0, 2, 1, 0.5) },
    {
      loss: "sampled-softmax-cross-entropy",
      target: 1,
      samples: [1, 3],
      logExpected: Float64Array.of(-0.1, -0.5, -0.9, -1.5),
    },
  ];
  const cases = (["softmax", "sigmoid", "none"] as const).flatMap((activation) =>
    targets.map((target) => [activation, target.loss, target] as const),
  );

  it.each(cases)("the gradient by the logits: %s, %s", (activation, _, target) => {
    const head: HeadConfig = { name: "head", size: 4, activation };
    const z = Float64Array.of(0.4, -1.2, 2.1, 0.3);
    const numeric = finiteDifferences(z, () => headLoss(head, z, target).value);
    expect(Math.hypot(...numeric)).toBeGreaterThan(1e-3);
    expect(relativeError(headLoss(head, z, target).dLogits, numeric)).toBeLessThanOrEqual(tolerance);
  });

  it("stays finite where the logits are large", () => {
    const head: HeadConfig = { name: "head", size: 2, activation: "none" };
    const z = Float64Array.of(1000, -1000);
    expect(headLoss(head, z, { loss: "softmax-cross-entropy", target: 1 }).value).toBe(2000);
    expect(headLoss(head, z, { loss: "sigmoid-cross-entropy", target: Float64Array.of(0, 1) }).value).toBe(2000);
  });

  it("has the values of the equations", () => {
    const head: HeadConfig = { name: "head", size: 2, activation: "none" };
    const z = Float64Array.of(Math.log(3), 0);
    const value = (target: Target) => headLoss(head, z, target).value;
    expect(value({ loss: "softmax-cross-entropy", target: 0 })).toBeCloseTo(-Math.log(0.75), 14);
    // 0.1 spread over two classes: 0.95 of the first, 0.05 of the second
    expect(value({ loss: "softmax-cross-entropy", target: 0, labelSmoothing: 0.1 })).toBeCloseTo(
      -0.95 * Math.log(0.75) - 0.05 * Math.log(0.25),
      14,
    );
    // z − ln Q = (ln 3 + ln 2, ln 4): 6 to 4
    const logExpected = Float64Array.of(-Math.log(2), -Math.log(4));
    expect(value({ loss: "sampled-softmax-cross-entropy", target: 0, samples: [1], logExpected })).toBeCloseTo(
      -Math.log(0.6),
      14,
    );
    expect(value({ loss: "sigmoid-cross-entropy", target: Float64Array.of(1, 0) })).toBeCloseTo(
      -Math.log(0.75) - Math.log(0.5),
      14,
    );
    expect(value({ loss: "squared-error", target: Float64Array.of(Math.log(3) - 2, 1), weight: 3 })).toBeCloseTo(
      7.5,
      14,
    );
  });
});
