import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { activationVariants } from "./reference/index.ts";
import { validateConfig } from "./validate-config.ts";

const layer = { cell: "lstm", hidden: 4 } as const;
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
];

const NOT_SIZES = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 24 + 1, "3", null, undefined];
const NOT_NAMES = ["", 3, null, undefined];
const NOT_OBJECTS = [undefined, null, 3, "text", []];
const NOT_LISTS = [undefined, null, {}, [], "text", new Array(2)];

const withInput = (input: unknown) => ({ ...good, input });
const withTable = (change: object) => withInput({ kind: "embedding", tables: [{ ...table, ...change }] });
const withLayer = (change: object) => ({ ...good, layers: [{ ...layer, ...change }] });
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
  "layer.activation": each(["Tanh", null, 0, "toString"], (activation) => withLayer({ activation })),
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
  heads: each(NOT_LISTS, (heads) => ({ ...good, heads })),
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
