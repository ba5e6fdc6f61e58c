import { type CommonCell, type ConvertedLayer, convertLayer } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { hasVectors, readVectors } from "./data.ts";
import { denseLayer, largestError, network, runners } from "./network.ts";

// Whole networks of Keras, dense layers below and above the recurrent one, over 100 steps.
const present = hasVectors("rtneural");

type Nested = number | readonly Nested[];

interface Layer {
  readonly type: "dense" | "time-distributed-dense" | "gru" | "lstm";
  readonly activation: string;
  readonly shape: readonly (number | null)[];
  readonly weights: readonly Nested[];
}

function flat(nested: Nested): number[] {
  return typeof nested === "number" ? [nested] : nested.flatMap(flat);
}

function convert({ type, activation, shape, weights }: Layer): ConvertedLayer {
  const [kernel, second, third] = weights.map((array) => Float32Array.from(flat(array)));
  if (type === "dense" || type === "time-distributed-dense") {
    return denseLayer("keras3", { kernel, bias: second, activation: activation || "linear" });
  }
  // The file leaves out what its Keras had as defaults: sigmoid gates, reset_after.
  const cell: CommonCell = type;
  return convertLayer("keras3", {
    cell,
    hidden: Number(shape[2]),
    kernel,
    recurrentKernel: second,
    bias: third,
    activation,
  });
}

function columnOf(path: string): number[] {
  return readVectors(path).trim().split("\n").map(Number);
}

describe.skipIf(!present)("Keras networks (RTNeural)", () => {
  for (const [runner, run] of runners) {
    it.each(["lstm", "lstm_1d", "gru", "gru_1d"])(`%s on the ${runner}`, (name) => {
      const layers: readonly Layer[] = JSON.parse(readVectors(`rtneural/models/${name}.json`)).layers;
      const inputs = columnOf(`rtneural/test_data/${name}_x_python.csv`).map((x) => Float32Array.of(x));
      const expected = columnOf(`rtneural/test_data/${name}_y_python.csv`).map((y) => [y]);
      expect(expected).toHaveLength(100);
      expect(largestError(run(network(layers.map(convert)), inputs), expected)).toBeLessThanOrEqual(1e-5);
    });
  }
});
