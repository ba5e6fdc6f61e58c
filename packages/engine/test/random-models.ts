import fc from "fast-check";
import type { HeadConfig, InputConfig, ModelConfig, RecurrentLayerConfig, StepInput } from "../src/config.ts";
import { inputRows } from "../src/kernels/input-tables.ts";
import { cellVariants, randomWeights, seededNumbers, withHidden } from "../src/reference/index.ts";
import type { Weights } from "../src/tensors.ts";

/** A model to be and a source of numbers for what is fed to it. */
export interface RandomModel {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly random: () => number;
}

const heads: readonly HeadConfig[] = [
  { name: "class", size: 17, activation: "softmax" },
  { name: "flags", size: 3, activation: "sigmoid", delay: 1 },
  { name: "values", size: 9, activation: "none" },
];

const input: fc.Arbitrary<InputConfig> = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((size): InputConfig => ({ kind: "dense", size })),
  fc.integer({ min: 1, max: 40 }).map((size): InputConfig => ({ kind: "one-hot", size })),
  fc
    .array(fc.record({ rows: fc.integer({ min: 1, max: 9 }), size: fc.integer({ min: 1, max: 20 }) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((tables) => tables.map((table, k) => ({ name: `table${k}`, ...table })))
    .chain((tables) => fc.constantFrom(0, 0, 1, 7).map((dense): InputConfig => ({ kind: "embedding", tables, dense }))),
);

/** 1 to 70, with the borders of the panels (8, 16, 24 rows) more often. */
const hidden = fc.oneof(
  fc.constantFrom(1, 3, 4, 7, 8, 9, 16, 17, 23, 24, 25, 48, 49, 64, 70),
  fc.integer({ min: 1, max: 70 }),
);

const neighbours = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...cellVariants(1)))
    .map(([units, cell]) => withHidden(cell, units)),
  { maxLength: 1 },
);

/** A layer of the form of `variant`, of any size, alone or with a layer below or above it or both, on any input. */
export function modelsWith(variant: RecurrentLayerConfig): fc.Arbitrary<RandomModel> {
  return fc
    .record({ input, hidden, below: neighbours, above: neighbours, seed: fc.nat() })
    .map(({ input, hidden, below, above, seed }) => {
      const random = seededNumbers(seed);
      const config: ModelConfig = { input, layers: [...below, withHidden(variant, hidden), ...above], heads };
      return { config, weights: randomWeights(config, random, 2), random };
    });
}

export function whole(random: () => number, below: number): number {
  return Math.floor(random() * below);
}

/** An input of the kind that a configuration takes; ids come alone or several (none, too) at a time. */
export function randomInput({ input }: ModelConfig, random: () => number): StepInput {
  const numbers = (size: number) => Float32Array.from({ length: size }, () => 2 * random() - 1);
  if (input.kind === "dense") return numbers(input.size);
  const rows = inputRows(input);
  const ids =
    random() < 0.3 ? whole(random, rows) : Int32Array.from({ length: whole(random, 6) }, () => whole(random, rows));
  return input.kind === "embedding" && input.dense ? { ids, dense: numbers(input.dense) } : ids;
}

export function randomInputs(config: ModelConfig, random: () => number, count: number): StepInput[] {
  return Array.from({ length: count }, () => randomInput(config, random));
}

/** A short name of a layer's form, for test titles. */
export function formOf({
  cell,
  hidden: _,
  projection: __,
  ...rest
}: RecurrentLayerConfig & { projection?: number }): string {
  const projected = __ === undefined ? [] : ["projected"];
  const texts = Object.entries(rest).map(
    ([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return [cell, ...texts, ...projected].join(", ");
}
