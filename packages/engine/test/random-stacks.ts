import fc from "fast-check";
import { inputSize, outputSize } from "../src/cell-traits.ts";
import type { HeadConfig, InputConfig, LayerConfig, ModelConfig, RecurrentLayerConfig, Shape } from "../src/config.ts";
import { cellVariants, randomWeights, seededNumbers, withHidden } from "../src/reference/index.ts";
import { type RandomModel, whole } from "./random-models.ts";

const cells = cellVariants(1);
const merges = ["concat", "sum", "multiply", "average"] as const;

const inputs: readonly InputConfig[] = [
  { kind: "dense", size: 6 },
  { kind: "dense", size: 11 },
  { kind: "one-hot", size: 7 },
  { kind: "embedding", tables: [{ name: "word", rows: 9, size: 5 }] },
  {
    kind: "embedding",
    dense: 3,
    tables: [
      { name: "word", rows: 9, size: 5 },
      { name: "shape", rows: 4, size: 2 },
    ],
  },
];

const heads: readonly HeadConfig[] = [
  { name: "class", size: 5, activation: "softmax" },
  { name: "flags", size: 3, activation: "sigmoid" },
];

function pick<T>(random: () => number, values: readonly T[]): T {
  return values[whole(random, values.length)];
}

/** One cell of `outputs` numbers a step. */
function recurrent(random: () => number, outputs: number): RecurrentLayerConfig {
  const cell = pick(random, cells);
  if (cell.cell === "lstm" && cell.projection !== undefined)
    return { ...cell, hidden: outputs + 3, projection: outputs };
  return withHidden(cell, outputs);
}

/** A layer of any kind over `columns` numbers; half of those that can be are residual. */
function layer(random: () => number, columns: number, isOverIds: boolean, streams: boolean): LayerConfig {
  const residual = !isOverIds && random() < 0.5;
  const outputs = residual ? columns : 1 + whole(random, 20);
  const kind = random();
  if (kind < 0.2)
    return { cell: "dense", hidden: outputs, activation: pick(random, ["tanh", "relu", "linear"]), residual };
  if (streams || kind < 0.45) {
    const direction = streams || random() < 0.5 ? "forward" : "backward";
    return { ...recurrent(random, outputs), direction, residual };
  }
  const merge = pick(random, merges);
  const canConcat = merge === "concat" && (!residual || outputs > 1);
  const first = canConcat ? (residual ? 1 + whole(random, outputs - 1) : outputs) : outputs;
  const second = canConcat ? (residual ? outputs - first : 1 + whole(random, 20)) : outputs;
  return {
    cell: "bidirectional",
    forward: recurrent(random, first),
    backward: recurrent(random, second),
    merge: canConcat ? merge : merge === "concat" ? "sum" : merge,
    residual,
  };
}

function stack(random: () => number, input: InputConfig, depth: number, streams: boolean): LayerConfig[] {
  const layers: LayerConfig[] = [];
  let columns = inputSize({ input });
  for (let l = 0; l < depth; l++) {
    layers.push(layer(random, columns, l === 0 && input.kind !== "dense", streams));
    columns = outputSize(layers[l]);
  }
  return layers;
}

/** Those of the stacks that have heads, answering from the last step to the first. */
export function reversedStacks(stacks: fc.Arbitrary<RandomModel>): fc.Arbitrary<RandomModel> {
  return stacks
    .filter(({ config }) => config.heads.length > 0)
    .map((model) => ({ ...model, config: { ...model.config, outputOrder: "reversed" as const } }));
}

/** Stacks of one to four layers of every kind: dense, recurrent in both directions, bidirectional, residual. */
export function randomStacks(shapes: readonly Shape[], streams: boolean): fc.Arbitrary<RandomModel> {
  return fc
    .record({
      input: fc.constantFrom(...inputs),
      shape: fc.constantFrom(...shapes),
      depth: fc.integer({ min: 1, max: 4 }),
      headCount: fc.nat(2),
      seed: fc.nat(),
    })
    .map(({ input, shape, depth, headCount, seed }) => {
      const random = seededNumbers(seed);
      const config: ModelConfig = {
        shape,
        input,
        layers: stack(random, input, depth, streams),
        heads: heads.slice(0, headCount),
      };
      return { config, weights: randomWeights(config, random), random };
    });
}
