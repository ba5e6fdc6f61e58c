import { readVectors } from "../data.ts";

type Nested = number | readonly Nested[];

interface FileLayer {
  readonly type: "dense" | "time-distributed-dense" | "gru" | "lstm";
  readonly activation: string;
  readonly shape: readonly (number | null)[];
  readonly weights: readonly Nested[];
}

export interface RtneuralLayer {
  readonly type: FileLayer["type"];
  readonly activation: string;
  readonly units: number;
  readonly arrays: readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[];
}

/** A whole network of Keras with 100 steps of its input and the output that Keras gave. */
export function readNetwork(name: string): {
  readonly layers: readonly RtneuralLayer[];
  readonly inputs: readonly Float32Array[];
  readonly expected: readonly number[][];
} {
  const layers: readonly FileLayer[] = JSON.parse(readVectors(`rtneural/models/${name}.json`)).layers;
  return {
    layers: layers.map(({ type, activation, shape, weights }) => {
      const arrays = weights.map((array) => ({ shape: shapeOf(array), data: flat(array) }));
      return { type, activation, units: Number(shape[2]), arrays };
    }),
    inputs: columnOf(`rtneural/test_data/${name}_x_python.csv`).map((x) => Float32Array.of(x)),
    expected: columnOf(`rtneural/test_data/${name}_y_python.csv`).map((y) => [y]),
  };
}

function columnOf(path: string): number[] {
  return readVectors(path).trim().split("\n").map(Number);
}

function flat(nested: Nested): number[] {
  return typeof nested === "number" ? [nested] : nested.flatMap(flat);
}

function shapeOf(nested: Nested): number[] {
  return typeof nested === "number" ? [] : [nested.length, ...shapeOf(nested[0])];
}
