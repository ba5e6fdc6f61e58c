import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { inputSize, layerColumns, recurrentParts } from "./cell-traits.ts";
import type { ModelConfig } from "./config.ts";
import { anyWeightCount } from "./encoder-decoder/encoder-decoder-weights.ts";
import { Model } from "./model.ts";
import { randomWeights, seededNumbers } from "./reference/index.ts";
import type { Tensor } from "./tensors.ts";
import { weightShapes } from "./weights.ts";

const config: ModelConfig = {
  input: {
    kind: "embedding",
    tables: [
      { name: "word", rows: 4, size: 3 },
      { name: "shape", rows: 2, size: 2 },
    ],
  },
  layers: [
    { cell: "gru", hidden: 3, reset: "after" },
    { cell: "lstm", hidden: 2, peepholes: "current" },
  ],
  heads: [{ name: "class", size: 4, activation: "softmax" }],
};
const weights = randomWeights(config, seededNumbers(1));

it("weightShapes names every tensor of a model, in file order", () => {
  expect([...weightShapes(config)]).toEqual([
    ["embedding.word", [4, 3]],
    ["embedding.shape", [2, 2]],
    ["layers.0.weightIh", [9, 5]],
    ["layers.0.weightHh", [9, 3]],
    ["layers.0.bias", [9]],
    ["layers.0.biasHh", [3]],
    ["layers.1.weightIh", [8, 3]],
    ["layers.1.weightHh", [8, 2]],
    ["layers.1.bias", [8]],
    ["layers.1.peepholes", [6]],
    ["heads.0.weight", [4, 2]],
    ["heads.0.bias", [4]],
  ]);
  expect(inputSize(config)).toBe(5);
  expect(anyWeightCount(config)).toBe(Object.values(weights).reduce((sum, { data }) => sum + data.length, 0));
});

it("weightShapes of projections, learned states, directions, dense layers and mixed input", () => {
  const all: ModelConfig = {
    input: { kind: "embedding", tables: [{ name: "word", rows: 4, size: 3 }], dense: 2 },
    layers: [
      {
        cell: "bidirectional",
        forward: { cell: "lstm", hidden: 3, projection: 2, initialState: "learned" },
        backward: { cell: "rnn", hidden: 4, initialState: "learned" },
      },
      { cell: "dense", hidden: 5 },
      { cell: "lstm", hidden: 1, coupled: true, direction: "backward" },
    ],
    heads: [{ name: "class", size: 4, activation: "softmax" }],
  };
  expect([...weightShapes(all)]).toEqual([
    ["embedding.word", [4, 3]],
    ["layers.0.forward.weightIh", [12, 5]],
    ["layers.0.forward.weightHh", [12, 2]],
    ["layers.0.forward.bias", [12]],
    ["layers.0.forward.weightHr", [2, 3]],
    ["layers.0.forward.initialHidden", [2]],
    ["layers.0.forward.initialCell", [3]],
    ["layers.0.backward.weightIh", [4, 5]],
    ["layers.0.backward.weightHh", [4, 4]],
    ["layers.0.backward.bias", [4]],
    ["layers.0.backward.initialHidden", [4]],
    ["layers.1.weight", [5, 6]],
    ["layers.1.bias", [5]],
    ["layers.2.weightIh", [4, 5]],
    ["layers.2.weightHh", [4, 1]],
    ["layers.2.bias", [4]],
    ["heads.0.weight", [4, 1]],
    ["heads.0.bias", [4]],
  ]);
  expect(inputSize(all)).toBe(5);
  expect(layerColumns(all)).toEqual([5, 6, 5, 1]);
  const parts = recurrentParts(all).map(({ path, index, direction, columns }) => [path, index, direction, columns]);
  expect(parts).toEqual([
    ["layers.0.forward", 0, "forward", 5],
    ["layers.0.backward", 0, "backward", 5],
    ["layers.2", 2, "backward", 5],
  ]);
});

describe.each([...weightShapes(config).keys()])("WEIGHTS_INVALID where %s", (name) => {
  const tensor = weights[name];
  const with_ = (change: Partial<Tensor>) =>
    codeOf(() => Model.create(config, { ...weights, [name]: { ...tensor, ...change } }));

  it("is missing", () => {
    const { [name]: _, ...others } = weights;
    expect(codeOf(() => Model.create(config, others))).toBe("WEIGHTS_INVALID");
    expect(codeOf(() => Model.create(config, Object.create(weights)))).toBe("WEIGHTS_INVALID");
  });

  it("has another shape", () => {
    expect(with_({ shape: [...tensor.shape, 1] })).toBe("WEIGHTS_INVALID");
    expect(with_({ shape: tensor.shape.map((size) => size + 1) })).toBe("WEIGHTS_INVALID");
    expect(with_({ shape: [] })).toBe("WEIGHTS_INVALID");
  });

  it("has more or fewer numbers than its shape says", () => {
    expect(with_({ data: tensor.data.subarray(1) })).toBe("WEIGHTS_INVALID");
    expect(with_({ data: new Float32Array(tensor.data.length + 1) })).toBe("WEIGHTS_INVALID");
  });

  it("holds doubles", () => {
    expect(with_({ data: Float64Array.from(tensor.data) as unknown as Float32Array })).toBe("WEIGHTS_INVALID");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("holds %d", (value) => {
    for (const at of [0, tensor.data.length - 1]) {
      expect(with_({ data: tensor.data.with(at, value) })).toBe("WEIGHTS_INVALID");
    }
  });
});

it("WEIGHTS_INVALID where there is one more", () => {
  const more = { shape: [1], data: Float32Array.of(1) };
  for (const name of ["layers.2.bias", "layers.0.peepholes", "embedding.other", "constructor"]) {
    expect(codeOf(() => Model.create(config, { ...weights, [name]: more }))).toBe("WEIGHTS_INVALID");
  }
  expect(codeOf(() => Model.create(config, weights))).toBe(undefined);
});
