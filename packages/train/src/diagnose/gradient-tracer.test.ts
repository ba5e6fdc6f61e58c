import { type ModelConfig, type RecurrentLayerConfig, recurrentParts } from "@rivulet/engine";
import {
  cellVariants,
  randomWeights,
  referenceBackward,
  referenceForward,
  relativeError,
  seededNumbers,
  sequenceLoss,
  type Target,
} from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { GradientTracer } from "./gradient-tracer.ts";

const STEPS = 6;
const AT = 4;
const SIZE = 3;

function modelOf(layers: ModelConfig["layers"], shape: ModelConfig["shape"] = "many-to-many"): ModelConfig {
  const heads = [{ name: "class", size: 4, activation: "softmax" }] as const;
  return { shape, input: { kind: "dense", size: SIZE }, layers, heads };
}

function inputsOf(random: () => number): Float64Array[] {
  return Array.from({ length: STEPS }, () => Float64Array.from({ length: SIZE }, () => Math.fround(2 * random() - 1)));
}

function flat(inputs: readonly Float64Array[]) {
  return { steps: inputs.length, dense: Float32Array.from(inputs.flatMap((x) => [...x])), targets: [] };
}

const norm = (values: Float64Array): number => Math.hypot(...values);
const target: Target = { loss: "softmax-cross-entropy", target: 2 };
const crossEntropy = (outputs: Float32Array) => outputs.map((y, k) => y - (k === 2 ? 1 : 0));

describe.each(cellVariants(7).map((layer) => [JSON.stringify(layer), layer] as const))("%s", (_, layer) => {
  it("∂L_T/∂a⟨t⟩ and ∂L_T/∂c⟨t⟩ are those of the state that the rest of the sequence starts from", () => {
    const random = seededNumbers(3);
    const below: RecurrentLayerConfig = { cell: "gru", hidden: 5, reset: "after" };
    const config = modelOf([below, layer]);
    const weights = randomWeights(config, random, 2);
    const inputs = inputsOf(random);
    const trace = new GradientTracer(config, weights).trace(flat(inputs), {
      head: 0,
      step: AT,
      dLogits: crossEntropy,
    });
    const whole = referenceForward(config, weights, inputs);
    expect(relativeError(trace.outputs, whole.steps[AT].probabilities[0])).toBeLessThan(1e-5);
    for (let t = 0; t < AT; t++) {
      const rest = referenceForward(config, weights, inputs.slice(t + 1), whole.steps[t].states);
      const wanted = rest.steps.map((_, i) => [i === AT - t - 1 ? target : undefined]);
      const { initialState } = referenceBackward(rest, sequenceLoss(rest, wanted).dLogits);
      // Of the upper layer: the lower one's a⟨t⟩ also acts within step t.
      const { hidden, cell } = trace.parts[1];
      expect(relativeError([hidden[t]], [norm(initialState[1].hidden)])).toBeLessThan(1e-5);
      if (cell) expect(relativeError([cell[t]], [norm(initialState[1].cell)])).toBeLessThan(1e-5);
    }
    for (const { hidden } of trace.parts) {
      expect(hidden[AT]).toBeGreaterThan(0);
      expect([...hidden.subarray(AT + 1)]).toEqual([0]);
    }
  });
});

it.each(["many-to-many", "many-to-one"] as const)("∂L_T/∂x⟨t⟩ are the reference's in deep stacks, %s", (shape) => {
  const random = seededNumbers(8);
  const config = modelOf(
    [
      {
        cell: "bidirectional",
        forward: { cell: "lstm", hidden: 4 },
        backward: { cell: "gru", hidden: 3, reset: "before" },
      },
      { cell: "lstm", hidden: 7, direction: "backward", residual: true },
      { cell: "dense", hidden: 6 },
    ],
    shape,
  );
  const weights = randomWeights(config, random, 2);
  const inputs = inputsOf(random);
  const forward = referenceForward(config, weights, inputs);
  const spoken = shape === "many-to-one" ? STEPS - 1 : AT;
  const wanted = inputs.map((_, t) => [t === spoken ? target : undefined]);
  const { inputs: expected } = referenceBackward(forward, sequenceLoss(forward, wanted).dLogits);
  const step = shape === "many-to-one" ? 0 : AT;
  const trace = new GradientTracer(config, weights).trace(flat(inputs), { head: 0, step, dLogits: crossEntropy });
  expect(relativeError(trace.inputs, expected.map(norm))).toBeLessThan(1e-5);
  expect(trace.parts.map(({ part }) => part.path)).toEqual(recurrentParts(config).map(({ path }) => path));
});

it("sees gradients far below the least number that 32 bits hold", () => {
  const config = modelOf([{ cell: "rnn", hidden: 7 }]);
  const weights = randomWeights(config, seededNumbers(1), 1e-8);
  const { parts } = new GradientTracer(config, weights).trace(flat(inputsOf(seededNumbers(2))), {
    head: 0,
    step: STEPS - 1,
    dLogits: crossEntropy,
  });
  const [{ hidden }] = parts;
  expect(hidden[1]).toBeGreaterThan(0);
  expect(hidden[1]).toBeLessThan(2 ** -126);
});
