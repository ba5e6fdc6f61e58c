import { type LayerConfig, Model, type ModelConfig, quantizeWeights, runSequence } from "@rivulet/engine";
import { randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { readSafetensors } from "../read-safetensors.ts";
import { exportPyTorch } from "./export-pytorch.ts";
import { importPyTorch } from "./import-pytorch.ts";

const lstm = { cell: "lstm", hidden: 4 } as const;
const gru = { cell: "gru", hidden: 4, reset: "after" } as const;
const head = { name: "head", size: 3, activation: "softmax" } as const;
const dense = (...layers: LayerConfig[]): ModelConfig => ({ input: { kind: "dense", size: 4 }, layers, heads: [head] });
const weightsOf = (config: ModelConfig) => randomWeights(config, seededNumbers(7));

/** Outputs of all heads, or of the top layer, over a sequence. */
function outputs(config: ModelConfig, weights: ReturnType<typeof weightsOf>): number[] {
  const random = seededNumbers(5);
  const rows = config.input.kind === "embedding" ? config.input.tables.reduce((sum, table) => sum + table.rows, 0) : 4;
  const inputs = Array.from({ length: 6 }, () => {
    if (config.input.kind === "dense") return Float32Array.from({ length: 4 }, () => 2 * random() - 1);
    const id = Math.floor(rows * random());
    const beside = config.input.kind === "embedding" ? (config.input.dense ?? 0) : 0;
    return beside === 0 ? id : { ids: id, dense: Float32Array.from({ length: beside }, random) };
  });
  const result = runSequence(Model.create(config, weights), inputs);
  return config.heads.length === 0
    ? [...result.hidden()]
    : config.heads.flatMap((_, h) => [...result.probabilities(h)]);
}

const expressible: readonly (readonly [string, ModelConfig, readonly string[]])[] = [
  ["an LSTM", dense(lstm), ["rnn", "head"]],
  ["a GRU whose gate keeps the new", dense(gru), ["rnn", "head"]],
  ["a GRU whose gate keeps the old", dense({ ...gru, updateKeeps: "old" }), ["rnn", "head"]],
  ["an RNN of relu", dense({ cell: "rnn", hidden: 4, activation: "relu" }), ["rnn", "head"]],
  ["a coupled LSTM", dense({ ...lstm, coupled: true }), ["rnn", "head"]],
  ["a projection", dense({ ...lstm, projection: 2 }, { ...lstm, projection: 2 }), ["rnn", "head"]],
  ["layers of several forms", dense(lstm, lstm, gru, lstm), ["rnns.0", "rnns.1", "rnns.2", "head"]],
  [
    "both directions, and vertical layers",
    dense(
      { cell: "bidirectional", forward: gru, backward: { ...gru, updateKeeps: "old" } },
      { cell: "dense", hidden: 5, activation: "relu" },
      { cell: "dense", hidden: 5, activation: "sigmoid" },
    ),
    ["rnn", "denses.0", "denses.1", "head"],
  ],
  ["one-hot ids", { input: { kind: "one-hot", size: 4 }, layers: [lstm], heads: [head] }, ["rnn", "head"]],
  ["no head", { input: { kind: "dense", size: 4 }, layers: [lstm, gru], heads: [] }, ["rnns.0", "rnns.1"]],
  [
    "embeddings with a dense part and heads with delays",
    {
      input: {
        kind: "embedding",
        tables: [
          { name: "word", rows: 5, size: 3 },
          { name: "suffix", rows: 4, size: 2 },
        ],
        dense: 2,
      },
      layers: [lstm],
      heads: [head, { name: "later", size: 3, activation: "softmax", delay: 1 }],
    },
    ["embeddings.0", "embeddings.1", "rnn", "heads.0", "heads.1"],
  ],
  [
    "a many-to-one model",
    { shape: "many-to-one", input: { kind: "dense", size: 4 }, layers: [lstm], heads: [head] },
    ["rnn", "head"],
  ],
];

describe("a model that goes out comes back", () => {
  it.each(expressible)("%s", (_, config, modules) => {
    const weights = weightsOf(config);
    const file = exportPyTorch(config, weights);
    const names = [...readSafetensors(file).tensors.keys()].map((name) => name.slice(0, name.lastIndexOf(".")));
    expect(new Set(names)).toEqual(new Set(modules));
    const back = importPyTorch(file);
    expect(back.config.heads.map(({ delay = 0 }) => delay)).toEqual(config.heads.map(({ delay = 0 }) => delay));
    const [came, expected] = [outputs(back.config, back.weights), outputs(config, weights)];
    expect(came.length).toBe(expected.length);
    came.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
  });

  it("with its labels", () => {
    const config = dense(lstm);
    expect(importPyTorch(exportPyTorch(config, weightsOf(config), ["A", "B", "C"])).labels).toEqual(["A", "B", "C"]);
  });

  it("quantised, as the floats that its integers stand for", () => {
    const config = dense(lstm);
    const weights = weightsOf(config);
    const { weights: back } = importPyTorch(exportPyTorch(config, quantizeWeights(config, weights, "int16")));
    const original = weights["layers.0.weightHh"].data;
    back["layers.0.weightHh"].data.forEach((value, i) => {
      expect(value).toBeCloseTo(original[i], 3);
    });
    expect(back["layers.0.weightHh"].data).not.toEqual(original);
  });
});

it("an LSTM has torch's names, shapes and order of gates", () => {
  const config = dense({ ...lstm, hidden: 1 });
  const weights = {
    ...weightsOf(config),
    "layers.0.bias": { shape: [4], data: Float32Array.of(1, 2, 3, 4) },
  };
  const { tensors, metadata } = readSafetensors(exportPyTorch(config, weights));
  expect(new Map([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual(
    new Map([
      ["rnn.weight_ih_l0", [4, 4]],
      ["rnn.weight_hh_l0", [4, 1]],
      ["rnn.bias_ih_l0", [4]],
      ["rnn.bias_hh_l0", [4]],
      ["head.weight", [3, 1]],
      ["head.bias", [3]],
    ]),
  );
  const numbers = (name: string) => [...new Float32Array(new Uint8Array(tensors.get(name)?.data ?? []).buffer)];
  expect(numbers("rnn.bias_ih_l0")).toEqual([1, 2, 3, 4]);
  expect(numbers("rnn.bias_hh_l0")).toEqual([0, 0, 0, 0]);
  expect(metadata.get("format")).toBe("pt");
});

it("a GRU that keeps the new: r, −z, n; b_cc in bias_hh", () => {
  const config = dense({ ...gru, hidden: 1 });
  const weights = {
    ...weightsOf(config),
    "layers.0.bias": { shape: [3], data: Float32Array.of(1, 2, 3) },
    "layers.0.biasHh": { shape: [1], data: Float32Array.of(4) },
  };
  const { tensors } = readSafetensors(exportPyTorch(config, weights));
  const numbers = (name: string) => [...new Float32Array(new Uint8Array(tensors.get(name)?.data ?? []).buffer)];
  expect(numbers("rnn.bias_ih_l0")).toEqual([2, -1, 3]);
  expect(numbers("rnn.bias_hh_l0")).toEqual([0, 0, 4]);
});

describe("what PyTorch can not express is refused by name", () => {
  const bidirectional = { cell: "bidirectional", forward: lstm, backward: lstm } as const;

  it.each<[string, LayerConfig, RegExp, Partial<ModelConfig>?]>([
    ["reset before", { ...gru, reset: "before" }, /resets before/],
    ["simplified GRU", { cell: "simplified-gru", hidden: 4 }, /reset gate/],
    ["peepholes", { ...lstm, peepholes: "previous" }, /peepholes/],
    ["hard sigmoid", { ...lstm, gateActivation: "hard-sigmoid" }, /sigmoid in the gates of lstm/],
    ["an LSTM of relu", { ...lstm, activation: "relu" }, /tanh in lstm/],
    ["another output activation", { ...lstm, outputActivation: "relu" }, /output of lstm/],
    ["an RNN of softsign", { cell: "rnn", hidden: 4, activation: "softsign" }, /tanh or relu in rnn/],
    ["clip", { ...lstm, clip: 1 }, /clip/],
    ["residual", { ...lstm, residual: true }, /residual/],
    ["backward alone", { ...lstm, direction: "backward" }, /half of a bidirectional/],
    ["a learned beginning", { ...lstm, initialState: "learned" }, /learned/],
    ["a sum of directions", { ...bidirectional, merge: "sum" }, /merges by sum/],
    ["two cells", { ...bidirectional, backward: gru }, /same cell/],
    ["reversed outputs", bidirectional, /reversed/, { outputOrder: "reversed" }],
  ])("%s", (_, layer, named, further = {}) => {
    const config = { ...dense(layer), ...further };
    let refusal: unknown;
    try {
      exportPyTorch(config, weightsOf(config));
    } catch (error) {
      refusal = error;
    }
    expect(RivuletError.is(refusal, "EXPORT_UNSUPPORTED") && refusal.message).toMatch(named);
  });
});
