import { Model, runSequence } from "@rivulet/engine";
import { referenceForward, seededNumbers } from "@rivulet/engine/reference";
import fc from "fast-check";
import { expect, it } from "vitest";
import { importKeras } from "./import-keras.ts";
import type { TfjsModel } from "./read-tfjs-model.ts";

type Vector = readonly number[];
type Sequence = readonly Vector[];
type Matrix = readonly Vector[];

/** A SimpleRNN of Keras: kernel [K, H] and recurrent kernel [H, H], without a bias. */
interface Rnn {
  readonly kernel: Matrix;
  readonly recurrent: Matrix;
}

type Merge = "concat" | "sum" | "mul" | "ave" | null;

interface Layer {
  /** One, or the two of a Bidirectional. */
  readonly rnns: readonly Rnn[];
  readonly goesBackwards: boolean;
  readonly merge: Merge;
}

const columnTimes = (x: Vector, matrix: Matrix, column: number): number =>
  x.reduce((sum, value, row) => sum + value * matrix[row][column], 0);

/** As Keras defines it: the outputs of every step in the order in which the steps were taken. */
function run({ kernel, recurrent }: Rnn, xs: Sequence, goesBackwards: boolean): Sequence {
  let state: Vector = recurrent.map(() => 0);
  return (goesBackwards ? xs.toReversed() : xs).map((x) => {
    state = state.map((_, unit) => Math.tanh(columnTimes(x, kernel, unit) + columnTimes(state, recurrent, unit)));
    return state;
  });
}

/** The outputs of a layer, of which one without a merge has two. */
function outputsOf({ rnns, goesBackwards, merge }: Layer, xs: Sequence, many: boolean): readonly Sequence[] {
  const shown = (steps: Sequence): Sequence => (many ? steps : steps.slice(-1));
  const first = shown(run(rnns[0], xs, goesBackwards));
  if (rnns.length === 1) return [first];
  const taken = shown(run(rnns[1], xs, !goesBackwards));
  const second = many ? taken.toReversed() : taken;
  if (merge === null) return [first, second];
  return [
    first.map((a, t) => {
      const b = second[t];
      if (merge === "concat") return [...a, ...b];
      return a.map((value, i) => ({ sum: value + b[i], mul: value * b[i], ave: (value + b[i]) / 2 })[merge]);
    }),
  ];
}

interface Drawn {
  readonly layers: readonly Layer[];
  /** Whether the top layer gives its outputs of every step. */
  readonly many: boolean;
  readonly xs: Sequence;
}

const merge = fc.constantFrom<Merge>("concat", "sum", "mul", "ave");
const shape = fc.record({
  isBoth: fc.boolean(),
  goesBackwards: fc.boolean(),
  size: fc.integer({ min: 1, max: 4 }),
  merge,
});

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 4 }),
    many: fc.boolean(),
    isSplit: fc.boolean(),
    steps: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
  })
  .map(({ shapes, many, isSplit, steps, seed }) => {
    const random = seededNumbers(seed);
    const matrix = (rows: number, columns: number): Matrix =>
      Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(2 * random() - 1)));
    const rnn = (inputs: number, size: number): Rnn => ({
      kernel: matrix(inputs, size),
      recurrent: matrix(size, size),
    });
    let columns = 2;
    const layers = shapes.map(({ isBoth, goesBackwards, size, merge }, l): Layer => {
      const way = isSplit && l === shapes.length - 1 ? null : merge;
      const rnns = Array.from({ length: isBoth ? 2 : 1 }, () => rnn(columns, size));
      columns = isBoth && way === "concat" ? 2 * size : size;
      return { rnns, goesBackwards, merge: way };
    });
    return { layers, many, xs: matrix(steps, 2) };
  });

function fileOf({ layers, many }: Drawn): TfjsModel {
  const described = layers.map(({ rnns, goesBackwards, merge }, l) => {
    const return_sequences = many || l < layers.length - 1;
    const units = rnns[0].recurrent.length;
    const config = { name: `rnn${l}`, units, use_bias: false, return_sequences, go_backwards: goesBackwards };
    if (rnns.length === 1) return { class_name: "SimpleRNN", config };
    return {
      class_name: "Bidirectional",
      config: { name: `rnn${l}`, merge_mode: merge, layer: { class_name: "SimpleRNN", config } },
    };
  });
  const arrays = layers.flatMap(({ rnns }, l) =>
    rnns.flatMap(({ kernel, recurrent }, i) => [
      { name: `rnn${l}/${i}/kernel`, matrix: kernel },
      { name: `rnn${l}/${i}/recurrent_kernel`, matrix: recurrent },
    ]),
  );
  const weights = arrays.map(({ name, matrix }) => ({
    name,
    shape: [matrix.length, matrix[0].length],
    dtype: "float32",
  }));
  const modelTopology = { class_name: "Sequential", config: { name: "sequential", layers: described } };
  const modelJson = new TextEncoder().encode(
    JSON.stringify({ format: "layers-model", modelTopology, weightsManifest: [{ paths: ["w"], weights }] }),
  );
  const floats = Float32Array.from(arrays.flatMap(({ matrix }) => matrix.flat()));
  return { modelJson, weights: { w: new Uint8Array(floats.buffer) } };
}

const distance = (came: ArrayLike<number>, expected: Vector): number => {
  expect(came.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - came[i])));
};

it("directions of every kind over each other give what Keras defines, in its order", () => {
  fc.assert(
    fc.property(drawn, (model) => {
      const { layers, many, xs } = model;
      const below = layers.slice(0, -1).reduce((steps, layer) => outputsOf(layer, steps, true)[0], xs);
      const expected = outputsOf(layers[layers.length - 1], below, many).map((output) => output.flat());
      const { config, weights } = importKeras(fileOf(model));
      const inputs = xs.map((x) => Float32Array.from(x));
      const engine = runSequence(Model.create(config, weights), inputs);
      const reference = referenceForward(config, weights, inputs).steps;
      expect(config.heads).toHaveLength(expected.length);
      expected.forEach((output, h) => {
        expect(distance(engine.logits(h), output)).toBeLessThanOrEqual(1e-5);
        const doubles = reference.flatMap(({ logits }) => [...(logits[h] ?? [])]);
        expect(distance(doubles, output)).toBeLessThanOrEqual(1e-9);
      });
    }),
    { numRuns: 300 },
  );
});
