import { type ConvertedLayer, convertLayer } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { hasVectors } from "../data.ts";
import { denseLayer, largestError, network, runners } from "../network.ts";
import { type RtneuralLayer, readNetwork } from "./rtneural-vectors.ts";

// Whole networks of Keras, dense layers below and above the recurrent one, over 100 steps.

function convert({ type, activation, units, arrays }: RtneuralLayer): ConvertedLayer {
  const [kernel, second, third] = arrays.map(({ data }) => Float32Array.from(data));
  if (type === "dense" || type === "time-distributed-dense") {
    return denseLayer("keras3", { kernel, bias: second, activation: activation || "linear" });
  }
  // The file leaves out what its Keras had as defaults: sigmoid gates, reset_after.
  return convertLayer("keras3", {
    cell: type,
    hidden: units,
    kernel,
    recurrentKernel: second,
    bias: third,
    activation,
  });
}

describe.skipIf(!hasVectors("rtneural"))("Keras networks (RTNeural)", () => {
  for (const [runner, run] of runners) {
    it.each(["lstm", "lstm_1d", "gru", "gru_1d"])(`%s on the ${runner}`, (name) => {
      const { layers, inputs, expected } = readNetwork(name);
      expect(expected).toHaveLength(100);
      expect(largestError(run(network(layers.map(convert)), inputs), expected)).toBeLessThanOrEqual(1e-5);
    });
  }
});
