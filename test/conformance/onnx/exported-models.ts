import type { HeadConfig, InputConfig, LayerConfig, ModelConfig } from "@rivulet/engine";
import { activationVariants, cellVariants, furtherActivationVariants } from "@rivulet/engine/reference";

const dense: InputConfig = { kind: "dense", size: 3 };
const tags: HeadConfig = { name: "tag", size: 4, activation: "softmax" };
const heads: readonly HeadConfig[] = [
  tags,
  { name: "flags", size: 2, activation: "sigmoid", delay: 1 },
  { name: "values", size: 3, activation: "none" },
];

/** Every form of a cell, each way, over one linear head. */
export const cellModels: readonly ModelConfig[] = [
  ...cellVariants(5),
  ...activationVariants(4),
  ...furtherActivationVariants(4),
].flatMap((layer) =>
  (["forward", "backward"] as const).map((direction) => ({
    input: dense,
    layers: [{ ...layer, direction }],
    heads: [],
  })),
);

const forward = { cell: "lstm", hidden: 3, peepholes: "previous" } as const;
const backward = { cell: "gru", hidden: 3, reset: "before", initialState: "learned" } as const;
const stack: readonly LayerConfig[] = [
  { cell: "dense", hidden: 5, activation: "linear" },
  { cell: "bidirectional", forward, backward },
  { cell: "gru", hidden: 6, reset: "after", residual: true },
  { cell: "dense", hidden: 6, activation: { kind: "scaled-tanh", alpha: 1.2, beta: 0.7 }, residual: true },
];

/** Whole stacks, inputs and shapes. */
export const stackModels: readonly ModelConfig[] = [
  { input: dense, layers: stack, heads },
  { input: dense, layers: stack, heads: [tags], shape: "many-to-one" },
  { input: dense, layers: stack, heads: [tags, { ...tags, name: "other" }], outputOrder: "reversed" },
  { input: dense, layers: [{ cell: "rnn", hidden: 4 }], heads: [tags], outputOrder: "reversed" },
  {
    input: dense,
    layers: [{ ...backward, hidden: 3, direction: "backward", residual: true }],
    heads: [tags],
    shape: "many-to-one",
  },
  ...(["sum", "multiply", "average"] as const).map(
    (merge): ModelConfig => ({
      input: dense,
      layers: [{ cell: "bidirectional", forward, backward, merge, residual: true }],
      heads: [],
    }),
  ),
  { input: dense, layers: [{ cell: "bidirectional", forward, backward }], heads: [tags], shape: "many-to-one" },
  ...(["many-to-many", "many-to-one"] as const).map(
    (shape): ModelConfig => ({
      shape,
      input: {
        kind: "embedding",
        tables: [
          { name: "word", rows: 7, size: 3 },
          { name: "suffix", rows: 4, size: 2 },
        ],
        dense: 2,
      },
      layers: [
        { cell: "lstm", hidden: 5, projection: 3, initialState: "learned" },
        { cell: "simplified-gru", hidden: 4, initialState: "learned" },
      ],
      heads: [tags],
    }),
  ),
  {
    input: { kind: "embedding", tables: [{ name: "word", rows: 7, size: 3 }] },
    layers: [{ cell: "rnn", hidden: 4 }],
    heads,
  },
  { input: { kind: "one-hot", size: 6 }, layers: [{ cell: "gru", hidden: 4, reset: "before" }], heads },
  {
    input: dense,
    layers: [{ cell: "dense", hidden: 5, activation: { kind: "elu", alpha: 0.7 } }],
    heads: [tags],
    shape: "one-to-one",
  },
];
