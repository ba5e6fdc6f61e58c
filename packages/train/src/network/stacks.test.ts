import { type LayerConfig, type ModelConfig, Random, type StepInput } from "@rivulet/engine";
import {
  randomWeights,
  referenceBackward,
  referenceForward,
  relativeError,
  seededNumbers,
  sequenceLoss,
  type Target,
} from "@rivulet/engine/reference";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomInputs, whole } from "../../../engine/test/random-models.ts";
import { randomStacks } from "../../../engine/test/random-stacks.ts";
import { addGradients, NetworkUnderTest } from "../../test/network-gradient.ts";
import { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import { Network } from "./network.ts";

const TOLERANCE = 1e-5;
const LENGTHS = [4, 1, 6, 3];
/** Ids of a step where a step may have several. */
const IDS = 6;

/** One example in both forms: as the engine's inputs and as a training sequence. */
interface Example {
  readonly inputs: readonly StepInput[];
  readonly targets: readonly (readonly Target[])[];
  readonly sequence: Sequence;
}

function randomExample({ shape, ...config }: ModelConfig, random: () => number, steps: number): Example {
  const inputs = randomInputs(config, random, steps);
  const spoken = shape === "many-to-one" ? 1 : steps;
  const targets = config.heads.map(({ size, activation }) =>
    activation === "softmax"
      ? Int32Array.from({ length: spoken }, () => whole(random, size))
      : Float32Array.from({ length: spoken * size }, () => random()),
  );
  const ids = Int32Array.from(inputs.flatMap(idsOf));
  const dense = Float32Array.from(inputs.flatMap((x) => [...denseOf(x)]));
  return {
    inputs,
    sequence: { steps, targets, ...(ids.length > 0 && { ids }), ...(dense.length > 0 && { dense }) },
    targets: inputs.map((_, t) =>
      config.heads.map(({ size, activation }, h): Target => {
        const at = t - (steps - spoken);
        const weight = at < 0 ? 0 : 1;
        if (activation === "softmax") return { loss: "softmax-cross-entropy", target: targets[h][at] ?? 0, weight };
        const target = Float64Array.from({ length: size }, (_, k) => targets[h][at * size + k] ?? 0);
        return { loss: "sigmoid-cross-entropy", target, weight };
      }),
    ),
  };
}

/** As many of every step, −1 where there are fewer. */
function idsOf(input: StepInput): number[] {
  if (input instanceof Float32Array) return [];
  const ids = typeof input === "object" && "ids" in input ? input.ids : input;
  const all = typeof ids === "number" ? [ids] : [...ids];
  return Array.from({ length: IDS }, (_, i) => all[i] ?? -1);
}

function denseOf(input: StepInput): Float32Array {
  if (input instanceof Float32Array) return input;
  return typeof input === "object" && "dense" in input ? input.dense : new Float32Array();
}

function check(config: ModelConfig, random: () => number): void {
  const network = new NetworkUnderTest(config, whole(random, 1000));
  const examples = LENGTHS.map((steps) => randomExample(config, random, steps));
  const losses = config.heads.map(
    ({ activation }) => ({ kind: activation === "softmax" ? "categorical" : "binary" }) as const,
  );
  const expected = new Map<string, Float64Array>();
  for (const { inputs, targets } of examples) {
    const forward = referenceForward(config, network.weights, inputs);
    addGradients(expected, referenceBackward(forward, sequenceLoss(forward, targets).dLogits).weights);
  }
  // Twice, so that what a batch leaves behind in kernel memory would show.
  for (let round = 0; round < 2; round++) {
    const { gradient } = network.gradient({ sequences: examples.map(({ sequence }) => sequence), losses });
    for (const { name } of network.layout.places) {
      const [came, wanted] = [network.layout.view(gradient, name), expected.get(name) as Float64Array];
      const distance = Math.hypot(...came.map((value, i) => value - wanted[i]));
      expect(Math.min(relativeError(came, wanted), 10 * distance), name).toBeLessThanOrEqual(TOLERANCE);
    }
  }
}

const recurrent = [
  { cell: "rnn", hidden: 5 },
  { cell: "gru", hidden: 5, reset: "after", initialState: "learned" },
  { cell: "lstm", hidden: 7, projection: 5, peepholes: "current", initialState: "learned" },
] as const;
const kinds: LayerConfig[] = [
  { cell: "dense", hidden: 5 },
  { cell: "dense", hidden: 5, activation: { kind: "elu", alpha: 0.5 }, residual: true },
  ...recurrent.map((layer): LayerConfig => ({ ...layer, direction: "backward" })),
  ...recurrent.map((layer): LayerConfig => ({ ...layer, direction: "backward", residual: true })),
  ...recurrent.map((layer): LayerConfig => ({ ...layer, residual: true })),
  ...(["concat", "sum", "multiply", "average"] as const).map(
    (merge): LayerConfig => ({ cell: "bidirectional", forward: recurrent[1], backward: recurrent[2], merge }),
  ),
  { cell: "bidirectional", forward: recurrent[0], backward: recurrent[2], merge: "sum", residual: true },
];

describe.each(["many-to-many", "many-to-one"] as const)("f32 gradients equal the float64 reference's, %s", (shape) => {
  const heads: ModelConfig["heads"] = [
    { name: "class", size: 4, activation: "softmax" },
    { name: "flags", size: 3, activation: "sigmoid" },
  ];

  it.each(kinds.map((layer) => [JSON.stringify(layer), layer] as const))("%s", (_, layer) => {
    const below: LayerConfig = { cell: "gru", hidden: 5, reset: "before" };
    const stacks: LayerConfig[][] = [[layer], [below, layer], [below, layer, { cell: "dense", hidden: 6 }]];
    stacks.forEach((layers, seed) => {
      check({ shape, input: { kind: "dense", size: 5 }, layers, heads }, seededNumbers(seed));
    });
  });

  it("in random deep stacks on every input", () => {
    const stacks = randomStacks([shape], false).filter(({ config }) => config.heads.length > 0);
    fc.assert(
      fc.property(stacks, ({ config, random }) => {
        check(config, random);
      }),
      { numRuns: 150 },
    );
  });
});

it("one-to-one: no layer is recurrent", () => {
  const layers: LayerConfig[] = [
    { cell: "dense", hidden: 9, activation: "relu" },
    { cell: "dense", hidden: 9, residual: true },
  ];
  const heads: ModelConfig["heads"] = [{ name: "class", size: 4, activation: "softmax" }];
  check({ shape: "one-to-one", input: { kind: "one-hot", size: 7 }, layers, heads }, seededNumbers(3));
});

it("the gradient of the loss agrees with finite differences of what the network itself says", () => {
  const config: ModelConfig = {
    shape: "many-to-one",
    input: { kind: "embedding", dense: 2, tables: [{ name: "word", rows: 6, size: 3 }] },
    layers: [
      {
        cell: "bidirectional",
        forward: { cell: "lstm", hidden: 4 },
        backward: { cell: "gru", hidden: 3, reset: "after" },
      },
      { cell: "lstm", hidden: 6, projection: 7, direction: "backward", residual: true, initialState: "learned" },
      { cell: "dense", hidden: 7, residual: true },
    ],
    heads: [{ name: "value", size: 2, activation: "none" }],
  };
  const random = seededNumbers(5);
  const layout = new ParameterLayout(config);
  const network = new Network(config, layout);
  const parameters = new Float32Array(layout.length);
  const weights = randomWeights(config, random, 1.5);
  for (const { name } of layout.places) layout.view(parameters, name).set(weights[name].data);
  const { sequence } = randomExample({ ...config, heads: [] }, random, 5);
  const sequences = [{ ...sequence, targets: [Float32Array.of(0.4, -0.7)] }];
  const options = {
    inputDropout: 0,
    outputDropout: 0,
    losses: [{ kind: "squared" }] as const,
    headWeights: [],
    scale: 1,
  };
  const run = (gradient: Float32Array): number => {
    const job = { parameters, sequences, carry: false, options, random: new Random(0) };
    return network.gradient(job, gradient, () => {}).heads[0].loss;
  };
  const gradient = new Float32Array(layout.length);
  run(gradient);
  for (const { name, offset, length } of layout.places) {
    const numeric = Array.from({ length }, (_, i) => {
      const [at, step] = [offset + i, 2 ** -6];
      const value = parameters[at];
      parameters[at] = value + step;
      const above = run(new Float32Array(layout.length));
      parameters[at] = value - step;
      const below = run(new Float32Array(layout.length));
      parameters[at] = value;
      return (above - below) / (2 * step);
    });
    expect(relativeError(layout.view(gradient, name), numeric), name).toBeLessThan(2e-3);
  }
});
