import { Model, runSequence } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { importKeras } from "./import-keras.ts";
import { type TfjsModel, tfjsWeightPaths } from "./read-tfjs-model.ts";

const kernels = (path: string, inputs: number, units: number) => [
  { name: `${path}/kernel`, shape: [inputs, units], dtype: "float32" },
  { name: `${path}/recurrent_kernel`, shape: [units, units], dtype: "float32" },
];

const embedding = {
  class_name: "Embedding",
  config: { name: "ids", mask_zero: true, batch_input_shape: [null, null] },
};
const rnn = { class_name: "SimpleRNN", config: { name: "rnn", units: 2, use_bias: false, return_sequences: true } };
const bidirectional = (merge_mode: string | null) => ({
  class_name: "Bidirectional",
  config: { name: "both", merge_mode, layer: rnn },
});

/** As the converter writes it: the configuration under model_config, the names of arrays under the model's. */
function converted(
  layers: readonly unknown[],
  arrays: readonly { readonly shape: readonly number[] }[],
  paths = ["a.bin"],
): TfjsModel {
  const config = { class_name: "Sequential", config: { name: "sequential", layers } };
  const modelTopology = { keras_version: "2.15.0", backend: "tensorflow", model_config: config };
  const modelJson = new TextEncoder().encode(
    JSON.stringify({ format: "layers-model", modelTopology, weightsManifest: [{ paths, weights: arrays }] }),
  );
  const length = arrays.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const bytes = new Uint8Array(Float32Array.from({ length }, (_, i) => Math.sin(i + 1)).buffer);
  const part = Math.ceil(bytes.length / paths.length);
  return {
    modelJson,
    weights: Object.fromEntries(paths.map((path, i) => [path, bytes.slice(i * part, (i + 1) * part)])),
  };
}

const table = { name: "sequential/ids/embeddings", shape: [5, 3], dtype: "float32" };
const forward = kernels("sequential/both/forward_rnn/simple_rnn_cell", 3, 2);
const backward = kernels("sequential/both/backward_rnn/simple_rnn_cell", 3, 2);

describe("a converted model", () => {
  it("has its arrays by the names of its layers, in whatever order, in several files", () => {
    const one = importKeras(converted([embedding, bidirectional("sum")], [table, ...forward, ...backward]));
    const model = converted([embedding, bidirectional("sum")], [table, ...forward, ...backward], ["a.bin", "b.bin"]);
    expect(tfjsWeightPaths(model.modelJson)).toEqual(["a.bin", "b.bin"]);
    const two = importKeras(model);
    expect(two).toEqual(one);
    expect(two.weights["embedding.ids"].data[1]).toBeCloseTo(Math.sin(2));
    expect(runSequence(Model.create(two.config, two.weights), [1, 4]).logits()).toHaveLength(4);

    const swapped = importKeras(converted([embedding, bidirectional("sum")], [...forward, ...backward, table]));
    expect(swapped.weights["embedding.ids"].data[0]).toBeCloseTo(Math.sin(21));
  });

  it("notes what it masks", () => {
    const { notes } = importKeras(converted([embedding, rnn], [table, ...kernels("rnn", 3, 2)]));
    expect(notes).toContainEqual(expect.stringMatching(/ids masks id 0/));
  });
});

describe("what has no counterpart is refused by name", () => {
  const arrays = kernels("rnn", 3, 2);

  it.each([
    [
      "a layer over a Bidirectional without a merge",
      converted([embedding, bidirectional(null), rnn], [table, ...forward, ...backward]),
      /Bidirectional without a merge as the last layer, came "rnn"/,
    ],
    ["another merge", converted([bidirectional("max")], []), /merge_mode of Bidirectional "both", came "max"/],
    ["two embeddings", converted([embedding, embedding], [table]), /Embedding "ids" as the lowest layer/],
    [
      "a recurrent layer over one vector",
      converted([{ ...rnn, config: { ...rnn.config, return_sequences: false } }, rnn], arrays),
      /sequence below the recurrent layer "rnn"/,
    ],
    [
      "softmax below another layer",
      converted(
        [
          rnn,
          { class_name: "Activation", config: { name: "s", activation: "softmax" } },
          { ...rnn, config: { ...rnn.config, name: "top" } },
        ],
        [...arrays, ...kernels("top", 2, 2)],
      ),
      /softmax .*"s"/,
    ],
    [
      "a layer in TimeDistributed that is not dense",
      converted([{ class_name: "TimeDistributed", config: { name: "t", layer: rnn } }], []),
      /TimeDistributed "t", came "SimpleRNN"/,
    ],
    [
      "a graph model",
      { modelJson: new TextEncoder().encode('{"format":"graph-model"}'), weights: {} },
      /"graph-model"/,
    ],
  ])("%s", (_, model, message) => {
    let refusal: unknown;
    try {
      importKeras(model);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RivuletError);
    expect(refusal).toMatchObject({ code: "IMPORT_UNSUPPORTED", message: expect.stringMatching(message) });
  });
});
