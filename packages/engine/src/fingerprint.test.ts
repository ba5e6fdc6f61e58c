import fc from "fast-check";
import { expect, it } from "vitest";
import { modelsWith } from "../test/random-models.ts";
import type { ModelConfig } from "./config.ts";
import { fingerprint } from "./fingerprint.ts";
import { activationVariants, cellVariants, randomWeights, seededNumbers } from "./reference/index.ts";
import type { StoredWeights } from "./tensors.ts";
import { weightShapes } from "./weights.ts";

const cells = fc.constantFrom(...cellVariants(1)).chain(modelsWith);

/** The same value with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  ) as T;
}

const printOf = (config: ModelConfig, weights: StoredWeights): string =>
  fingerprint(config, weights, weightShapes(config).keys());

it("depends on every bit of every weight", () => {
  fc.assert(
    fc.property(cells, fc.nat(), fc.nat(), fc.nat(30), ({ config, weights }, which, where, bit) => {
      const name = Object.keys(weights)[which % Object.keys(weights).length];
      const { shape, data } = weights[name];
      const changed = data.slice();
      new Uint32Array(changed.buffer)[where % data.length] ^= 1 << bit;
      expect(printOf(config, { ...weights, [name]: { shape, data: changed } })).not.toBe(printOf(config, weights));
    }),
  );
});

it("does not depend on the order of keys, nor on where the numbers lie", () => {
  fc.assert(
    fc.property(cells, ({ config, weights }) => {
      const moved = Object.fromEntries(
        Object.entries(weights).map(([name, { shape, data }]) => {
          const room = new Float32Array(data.length + 3);
          room.set(data, 2);
          return [name, { shape, data: room.subarray(2, 2 + data.length) }];
        }),
      );
      expect(printOf(reversed(config), Object.fromEntries(Object.entries(moved).reverse()))).toBe(
        printOf(config, weights),
      );
    }),
  );
});

it("depends on every field of the configuration", () => {
  const head = { name: "class", size: 3, activation: "softmax" } as const;
  const base: ModelConfig = {
    input: { kind: "one-hot", size: 3 },
    layers: [{ cell: "gru", hidden: 3, reset: "before" }],
    heads: [head],
  };
  const configs: ModelConfig[] = [
    base,
    { ...base, input: { kind: "dense", size: 3 } },
    { ...base, input: { kind: "dense", size: 4 } },
    { ...base, input: { kind: "embedding", tables: [{ name: "word", rows: 3, size: 3 }] } },
    { ...base, input: { kind: "embedding", tables: [{ name: "other", rows: 3, size: 3 }] } },
    { ...base, input: { kind: "embedding", tables: [{ name: "word", rows: 4, size: 3 }] } },
    ...activationVariants(3).map((variant) => ({ ...base, layers: [variant] })),
    { ...base, layers: [...base.layers, ...base.layers] },
    { ...base, heads: [{ ...head, name: "other" }] },
    { ...base, heads: [{ ...head, size: 4 }] },
    { ...base, heads: [{ ...head, activation: "sigmoid" }] },
    { ...base, heads: [{ ...head, delay: 1 }] },
    { ...base, heads: [head, { ...head, name: "other" }] },
  ];
  const prints = configs.map((config) => printOf(config, randomWeights(config, seededNumbers(1))));
  expect(new Set(prints).size).toBe(configs.length);
});

it("stays what it was: snapshots and model files know a model by it", () => {
  const config: ModelConfig = {
    heads: [{ name: "class", size: 2, activation: "softmax", delay: 1 }],
    layers: [{ hidden: 3, cell: "gru", reset: "after", updateKeeps: "old" }],
    input: { kind: "embedding", tables: [{ size: 2, rows: 2, name: "wörter" }] },
  };
  expect(printOf(config, randomWeights(config, seededNumbers(1)))).toBe(
    "d3263ad1d62c499c27cef07b0e84f08924d131d04de1d4ce41e4ec1a20de481a",
  );
});
