import { Model, runSequence } from "@rivulet/engine";
import { importKeras, type TfjsModel } from "@rivulet/formats/keras";
import { describe, expect, it } from "vitest";
import { hasVectors } from "../data.ts";
import { largestError } from "../network.ts";
import { kerasJsCases, keywordsOf } from "./keras-js-vectors.ts";
import { readNetwork } from "./rtneural-vectors.ts";
import { tfjsModel } from "./tfjs-model.ts";

const classNames = { rnn: "SimpleRNN", lstm: "LSTM" } as const;

/** Rows of what the imported model gives: of every step, or one. */
function outputsOf(model: TfjsModel, inputs: readonly Float32Array[]): number[][] {
  const { config, weights } = importKeras(model);
  const values = [...runSequence(Model.create(config, weights), inputs).probabilities()];
  const [{ size }] = config.heads;
  return Array.from({ length: values.length / size }, (_, row) => values.slice(row * size, (row + 1) * size));
}

describe.skipIf(!hasVectors("keras-js"))("importKeras on the layers of Keras 2 (keras-js)", () => {
  for (const { cell, cases } of kerasJsCases) {
    it.each(cases)("%s", (name, { inputs, arrays, expected }) => {
      const keywords = keywordsOf(name);
      const flag = (key: string): boolean => keywords[key] === "True";
      const config = {
        units: Number(keywords.units),
        activation: keywords.activation,
        ...(keywords.recurrent_activation !== undefined && { recurrent_activation: keywords.recurrent_activation }),
        use_bias: arrays.length === 3,
        return_sequences: flag("return_sequences"),
        go_backwards: flag("go_backwards"),
        stateful: flag("stateful"),
      };
      const model = tfjsModel(inputs[0].length, [{ className: classNames[cell], config, arrays }]);
      // The vectors of the stateful layers are from the second of two calls; backward the second goes before the first.
      const calls = config.stateful ? 2 : 1;
      const outputs = outputsOf(model, Array.from({ length: calls }, () => inputs).flat());
      const shown = config.return_sequences ? outputs.slice(-inputs.length) : outputs;
      expect(largestError(shown, expected)).toBeLessThanOrEqual(1e-5);
    });
  }
});

describe.skipIf(!hasVectors("rtneural"))("importKeras on the networks of RTNeural", () => {
  it.each(["lstm", "lstm_1d", "gru", "gru_1d"])("%s", (name) => {
    const { layers, inputs, expected } = readNetwork(name);
    const described = layers.map(({ type, activation, units, arrays }) => {
      const config = { units, activation: activation || "linear" };
      if (type === "dense") return { className: "Dense", config, arrays };
      if (type === "time-distributed-dense") {
        const layer = { class_name: "Dense", config: { name: "inner", ...config } };
        return { className: "TimeDistributed", config: { layer }, arrays };
      }
      // The file leaves out what its Keras had as defaults.
      const recurrent = { ...config, recurrent_activation: "sigmoid", return_sequences: true, reset_after: true };
      return { className: type.toUpperCase(), config: recurrent, arrays };
    });
    expect(largestError(outputsOf(tfjsModel(1, described), inputs), expected)).toBeLessThanOrEqual(1e-5);
  });
});
