import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { activationVariants, cellVariants, furtherActivationVariants } from "./reference/index.ts";
import { validateConfig } from "./validate-config.ts";

const layer = { cell: "lstm", hidden: 4 } as const;
const bidirectional = { cell: "bidirectional", forward: layer, backward: { ...layer, peepholes: "previous" } } as const;
const head = { name: "class", size: 3, activation: "softmax" } as const;
const table = { name: "word", rows: 5, size: 2 };
const good: ModelConfig = { input: { kind: "dense", size: 2 }, layers: [layer], heads: [head] };

const goodOnes: readonly ModelConfig[] = [
  good,
  { ...good, input: { kind: "one-hot", size: 1 } },
  { ...good, input: { kind: "embedding", tables: [table, { ...table, name: "suffix" }] } },
  ...activationVariants(3).map((variant) => ({ ...good, layers: [variant] })),
  { ...good, layers: [{ cell: "lstm", hidden: 1, peepholes: "current", gateActivation: "hard-sigmoid-6" }, layer] },
  { ...good, heads: [head, { ...head, name: "values", activation: "none", delay: 0 }] },
  { ...good, heads: [] },
  ...[...cellVariants(3), ...furtherActivationVariants(3)].map((variant) => ({ ...good, layers: [variant] })),
  { ...good, input: { kind: "embedding", tables: [table], dense: 3 } },
  { ...good, layers: [{ ...layer, hidden: 2, residual: true, direction: "backward" }, layer] },
  {
    ...good,
    layers: [
      { cell: "dense", hidden: 3 },
      { ...layer, projection: 3, residual: true },
    ],
  },
  { ...good, layers: [bidirectional, { cell: "dense", hidden: 8, activation: "relu", residual: true }] },
  {
    ...good,
    layers: [
      { ...bidirectional, merge: "average" },
      { ...layer, residual: true },
    ],
  },
  { ...good, shape: "many-to-one" },
  { ...good, outputOrder: "time" },
  { ...good, outputOrder: "reversed" },
  { ...good, shape: "one-to-one", layers: [{ cell: "dense", hidden: 3 }] },
  { ...good, shape: "one-to-many", input: { kind: "one-hot", size: 4 } },
  { ...good, shape: "one-to-many", input: { kind: "embedding", tables: [{ ...table, rows: 3 }] } },
];

const NOT_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, 1e39, "1", null];
const NOT_ACTIVATIONS = [
  ...["Tanh", null, 0, "toString", [], {}],
  ...["tanh", "constructor", undefined].map((kind) => ({ kind, alpha: 1 })),
  ...NOT_NUMBERS.map((alpha) => ({ kind: "elu", alpha })),
  ...NOT_NUMBERS.map((beta) => ({ kind: "affine", alpha: 1, beta })),
  { kind: "elu" },
  { kind: "elu", alpha: 1, beta: 1 },
];
const NOT_SIZES = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 24 + 1, "3", null, undefined];
const NOT_NAMES = ["", 3, null, undefined];
const NOT_OBJECTS = [undefined, null, 3, "text", []];
const NOT_ANY_LISTS = [undefined, null, {}, "text", new Array(2)];
const NOT_LISTS = [[], ...NOT_ANY_LISTS];

const withInput = (input: unknown) => ({ ...good, input });
const withTable = (change: object) => withInput({ kind: "embedding", tables: [{ ...table, ...change }] });
const withLayer = (change: object) => ({ ...good, layers: [{ ...layer, ...change }] });
const withLayers = (...layers: unknown[]) => ({ ...good, layers });
const withHead = (change: object) => ({ ...good, heads: [{ ...head, ...change }] });
const each = (values: readonly unknown[], make: (value: never) => unknown) =>
  values.map((value) => make(value as never));

const badOnes: Record<string, readonly unknown[]> = {
  configuration: [...NOT_OBJECTS, {}, { ...good, more: 1 }],
  input: each(NOT_OBJECTS, withInput),
  "input.kind": each([undefined, "text", 1], (kind) => withInput({ kind, size: 2 })),
  "input.size": [
    ...each(NOT_SIZES, (size) => withInput({ kind: "dense", size })),
    ...each(NOT_SIZES, (size) => withInput({ kind: "one-hot", size })),
  ],
  "input.tables": each(NOT_LISTS, (tables) => withInput({ kind: "embedding", tables })),
  "keys of another kind of input": [
    withInput({ kind: "dense", size: 2, tables: [table] }),
    withInput({ kind: "embedding", size: 2, tables: [table] }),
  ],
  "a table": each(NOT_OBJECTS, (one) => withInput({ kind: "embedding", tables: [one] })),
  "table.name": each(NOT_NAMES, (name) => withTable({ name })),
  "two tables of one name": [withInput({ kind: "embedding", tables: [table, table] })],
  "table.rows": each(NOT_SIZES, (rows) => withTable({ rows })),
  "table.size": each(NOT_SIZES, (size) => withTable({ size })),
  "table keys": [withTable({ more: 1 })],
  layers: each(NOT_LISTS, (layers) => ({ ...good, layers })),
  "a layer": each(NOT_OBJECTS, (one) => ({ ...good, layers: [layer, one] })),
  "layer.cell": each([undefined, "LSTM", "constructor", 4], (cell) => withLayer({ cell })),
  "layer.hidden": each(NOT_SIZES, (hidden) => withLayer({ hidden })),
  "layer.activation": each(NOT_ACTIVATIONS, (activation) => withLayer({ activation })),
  "activation of a dense layer": each(NOT_ACTIVATIONS, (activation) =>
    withLayers({ cell: "dense", hidden: 2, activation }),
  ),
  "layer.outputActivation": [
    ...each(NOT_ACTIVATIONS, (outputActivation) => withLayer({ outputActivation })),
    withLayer({ cell: "simplified-gru", outputActivation: "tanh" }),
  ],
  "layer.clip": each([0, -1, 1e-50, ...NOT_NUMBERS], (clip) => withLayer({ clip })),
  "layer.coupled": each(["true", 1, null], (coupled) => withLayer({ coupled })),
  "layer.projection": each([0, 5, 1.5, "3", null], (projection) => withLayer({ projection })),
  "layer.direction": each(["both", true, null], (direction) => withLayer({ direction })),
  "layer.initialState": each(["random", true, null], (initialState) => withLayer({ initialState })),
  "layer.residual": [
    ...each(["true", 1, null], (residual) => withLayers({ ...layer, hidden: 2, residual })),
    withLayers({ ...layer, residual: true }),
    withLayers(layer, { ...layer, projection: 3, residual: true }),
    withLayers(bidirectional, { ...layer, residual: true }),
    withLayers({ ...bidirectional, residual: true }),
    { ...withLayers({ ...layer, residual: true }), input: { kind: "one-hot", size: 4 } },
  ],
  "keys of a dense layer": each([{ clip: 1 }, { initialState: "zero" }, { direction: "forward" }], (more: object) =>
    withLayers({ cell: "dense", hidden: 2, ...more }),
  ),
  "a direction of a bidirectional layer": each(
    [
      ...[undefined, null, "lstm", { cell: "dense", hidden: 4 }, bidirectional, { ...layer, hidden: 0 }],
      ...[
        { ...layer, direction: "forward" },
        { ...layer, residual: true },
      ],
    ],
    (backward) => withLayers({ ...bidirectional, backward }),
  ),
  "layer.merge": [
    ...each(["product", true, null], (merge) => withLayers({ ...bidirectional, merge })),
    ...each(["sum", "multiply", "average"], (merge) =>
      withLayers({ ...bidirectional, backward: { ...layer, projection: 3 }, merge }),
    ),
  ],
  "keys of a bidirectional layer": each([{ hidden: 4 }, { direction: "forward" }], (more: object) =>
    withLayers({ ...bidirectional, ...more }),
  ),
  "input.dense": [
    ...each([-1, 0.5, "1", null], (dense) => withInput({ kind: "embedding", tables: [table], dense })),
    withInput({ kind: "one-hot", size: 3, dense: 1 }),
  ],
  shape: [
    ...each(["many", null, 1], (shape) => ({ ...good, shape })),
    { ...good, shape: "one-to-one" },
    { ...good, shape: "many-to-one", heads: [{ ...head, delay: 1 }] },
  ],
  outputOrder: [
    ...each(["backward", true, null], (outputOrder) => ({ ...good, outputOrder })),
    ...each(["many-to-one", "one-to-one"], (shape) => ({ ...good, shape, outputOrder: "reversed" })),
    { ...good, outputOrder: "reversed", heads: [] },
    { ...good, outputOrder: "reversed", heads: [{ ...head, delay: 1 }] },
  ],
  "one-to-many model": each(
    [
      { input: good.input },
      { input: { kind: "one-hot", size: 2 } },
      { input: { kind: "embedding", tables: [table, { ...table, name: "suffix" }] } },
      { input: { kind: "embedding", tables: [table], dense: 1 } },
      { heads: [] },
      { heads: [head, { ...head, name: "other" }] },
      { heads: [{ ...head, activation: "sigmoid" }] },
      { layers: [bidirectional] },
      { layers: [{ ...layer, direction: "backward" }] },
    ],
    (change: object) => ({ ...good, input: { kind: "one-hot", size: 3 }, ...change, shape: "one-to-many" }),
  ),
  "layer.gateActivation": [
    ...each(["softmax", null], (gateActivation) => withLayer({ gateActivation })),
    withLayer({ cell: "rnn", gateActivation: "sigmoid" }),
  ],
  "layer.reset": each([undefined, "between", true], (reset) => withLayer({ cell: "gru", reset })),
  "layer.updateKeeps": each(["all", null], (updateKeeps) => withLayer({ cell: "gru", reset: "after", updateKeeps })),
  "layer.peepholes": each(["all", true, null], (peepholes) => withLayer({ peepholes })),
  "keys of another cell": [
    withLayer({ reset: "before" }),
    withLayer({ cell: "gru", reset: "before", peepholes: "none" }),
    withLayer({ cell: "rnn", updateKeeps: "old" }),
    withLayer({ more: 1 }),
  ],
  heads: each(NOT_ANY_LISTS, (heads) => ({ ...good, heads })),
  "a head": each(NOT_OBJECTS, (one) => ({ ...good, heads: [one] })),
  "head.name": each(NOT_NAMES, (name) => withHead({ name })),
  "two heads of one name": [{ ...good, heads: [head, head] }],
  "head.size": each(NOT_SIZES, (size) => withHead({ size })),
  "head.activation": each([undefined, "tanh", null], (activation) => withHead({ activation })),
  "head.delay": each([-1, 0.5, "1", null], (delay) => withHead({ delay })),
  "head keys": [withHead({ more: 1 })],
};

it.each(goodOnes)("takes %j", (config) => {
  expect(validateConfig(config)).toBe(config);
});

describe("CONFIG_INVALID for a wrong", () => {
  it.each(Object.entries(badOnes))("%s", (_, configs) => {
    expect(configs.length).toBeGreaterThan(0);
    for (const config of configs) {
      expect([config, codeOf(() => validateConfig(config))]).toEqual([config, "CONFIG_INVALID"]);
      expect(codeOf(() => Model.create(config as ModelConfig, {}))).toBe("CONFIG_INVALID");
    }
  });
});
