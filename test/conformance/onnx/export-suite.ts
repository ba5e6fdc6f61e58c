import {
  dequantize,
  Model,
  type ModelConfig,
  quantizeWeights,
  recurrentParts,
  runSequence,
  type StepInput,
  stateSizes,
  type Weights,
} from "@rivulet/engine";
import { randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { exportOnnx } from "@rivulet/formats/onnx";
import { describe, expect, it } from "vitest";
import { cellModels, stackModels } from "./exported-models.ts";
import { feedsOf } from "./feeds.ts";
import { type OnnxRuntime, type RuntimeTensor, runModel } from "./onnxruntime.ts";

const STEPS = 6;
const SEQUENCES = 2;

/** Exported models in ONNX Runtime against the engine: all at once, and in two runs with the state carried between. */
export function exportSuite(runtime: OnnxRuntime): void {
  describe("exports", () => {
    it.each(cellModels.map((config, i) => [i, JSON.stringify(config.layers), config] as const))(
      "cell %i: %s",
      async (i, _, config) => {
        await expectSame(runtime, config, randomWeights(config, seededNumbers(i), 1.5));
      },
    );

    it.each(stackModels.map((config, i) => [i, JSON.stringify(config), config] as const))(
      "stack %i: %s",
      async (i, _, config) => {
        await expectSame(runtime, config, randomWeights(config, seededNumbers(i), 1.5));
      },
    );

    it.each(["int8", "int16"] as const)("%s weights, as the floats they stand for", async (format) => {
      const [config] = stackModels;
      const quantized = quantizeWeights(config, randomWeights(config, seededNumbers(7)), format);
      const floats = Object.entries(quantized).map(([name, tensor]) => [name, dequantize(tensor)] as const);
      await expectSame(runtime, config, Object.fromEntries(floats), exportOnnx(config, quantized));
    });
  });
}

async function expectSame(
  runtime: OnnxRuntime,
  config: ModelConfig,
  weights: Weights,
  bytes = exportOnnx(config, weights),
): Promise<void> {
  const random = seededNumbers(99);
  const sequences = Array.from({ length: SEQUENCES }, () => randomInputs(config, random, STEPS));
  const model = Model.create(config, weights);
  const run = (from: number, to: number, states: Record<string, RuntimeTensor>) => {
    const feeds = feedsOf(
      runtime,
      config,
      sequences.map((inputs) => inputs.slice(from, to)),
    );
    return runModel(runtime, bytes, { ...feeds, ...states });
  };
  const states = model.streams ? firstStates(runtime, config, weights) : {};
  const whole = await run(0, STEPS, states);
  const expected = sequences.map((inputs) => outputsOf(model, inputs));
  for (const [name, tensor] of Object.entries(whole)) {
    expectClose(
      tensor.data,
      interleaved(
        expected.map((outputs) => outputs.get(name) ?? new Float32Array(0)),
        tensor.dims,
      ),
    );
  }
  expect(Object.keys(whole)).toEqual(expect.arrayContaining([...expected[0].keys()]));
  if (!model.streams) return;
  const first = await run(0, 2, states);
  const carried = Object.entries(first).filter(([name]) => name.startsWith("state_out"));
  const second = await run(
    2,
    STEPS,
    Object.fromEntries(carried.map(([name, state]) => [name.replace("_out", "_in"), state])),
  );
  for (const [name, { data }] of Object.entries(second)) expectClose(data, whole[name].data.slice(-data.length));
}

/** What the engine gives for one sequence, by the names of the exported outputs. */
function outputsOf(model: Model, inputs: readonly StepInput[]): Map<string, Float32Array> {
  const sequence = runSequence(model, inputs);
  const { heads } = model.config;
  const outputs = new Map(heads.map(({ name }, h) => [`output.${name}`, sequence.probabilities(h)]));
  if (heads.length === 0) outputs.set("hidden", sequence.hidden());
  if (!model.streams) return outputs;
  let next = 0;
  for (const { path, vector } of stateVectors(model.config))
    outputs.set(`state_out.${path}.${vector}`, sequence.states[next++]);
  return outputs;
}

function stateVectors(
  config: ModelConfig,
): { path: string; vector: string; size: number; initial: string | undefined }[] {
  return recurrentParts(config).flatMap(({ path, layer }) =>
    stateSizes(layer).map((size, i) => {
      const vector = i === 0 ? "hidden" : "cell";
      const initial = layer.initialState === "learned" ? `${path}.initial${i === 0 ? "Hidden" : "Cell"}` : undefined;
      return { path, vector, size, initial };
    }),
  );
}

function firstStates({ Tensor }: OnnxRuntime, config: ModelConfig, weights: Weights): Record<string, RuntimeTensor> {
  const states = stateVectors(config).map(({ path, vector, size, initial }) => {
    const one = initial === undefined ? new Float32Array(size) : weights[initial].data;
    const all = Float32Array.from({ length: SEQUENCES * size }, (_, i) => one[i % size]);
    return [`state_in.${path}.${vector}`, new Tensor("float32", all, [SEQUENCES, size])] as const;
  });
  return Object.fromEntries(states);
}

/** The outputs of several sequences, step by step side by side, as a tensor [(time,) batch, size] holds them. */
function interleaved(sequences: readonly Float32Array[], dims: readonly number[]): Float32Array {
  const size = dims[dims.length - 1];
  const rows = sequences[0].length / size;
  const all = Array.from({ length: rows }, (_, t) =>
    sequences.flatMap((data) => [...data.subarray(t * size, (t + 1) * size)]),
  );
  return Float32Array.from(all.flat());
}

function expectClose(came: ArrayLike<number | bigint>, expected: ArrayLike<number | bigint>): void {
  expect(came.length).toBe(expected.length);
  let [difference, largest] = [0, 1];
  for (let i = 0; i < came.length; i++) {
    difference = Math.max(difference, Math.abs(Number(came[i]) - Number(expected[i])));
    largest = Math.max(largest, Math.abs(Number(expected[i])));
  }
  expect(difference / largest).toBeLessThanOrEqual(1e-5);
}

function randomInputs({ input }: ModelConfig, random: () => number, count: number): StepInput[] {
  const numbers = (size: number) => Float32Array.from({ length: size }, () => 2 * random() - 1);
  if (input.kind === "dense") return Array.from({ length: count }, () => numbers(input.size));
  const total = input.kind === "one-hot" ? input.size : input.tables.reduce((sum, { rows }) => sum + rows, 0);
  return Array.from({ length: count }, () => {
    const ids = Int32Array.from({ length: Math.floor(4 * random()) }, () => Math.floor(total * random()));
    return input.kind === "embedding" && input.dense ? { ids, dense: numbers(input.dense) } : ids;
  });
}
