import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { encoderDecoderVariants, randomWeights, seededNumbers } from "../reference/index.ts";
import { EncoderDecoder } from "./encoder-decoder.ts";
import type { EncoderDecoderConfig } from "./encoder-decoder-config.ts";
import { anyWeightShapes } from "./encoder-decoder-weights.ts";
import { validateAnyConfig, validateEncoderDecoder } from "./validate-encoder-decoder.ts";

const gru = { cell: "gru", hidden: 4, reset: "after" } as const;
const valid: EncoderDecoderConfig = {
  shape: "encoder-decoder",
  encoder: { input: { kind: "one-hot", size: 3 }, layers: [gru] },
  decoder: {
    input: { kind: "embedding", tables: [{ name: "word", rows: 5, size: 2 }] },
    layers: [gru],
    heads: [{ name: "word", size: 4, activation: "softmax" }],
  },
  attention: { kind: "additive", size: 3 },
  bridge: "copy",
};
const { encoder, decoder } = valid;
const both = { cell: "bidirectional", forward: gru, backward: gru } as const;

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RivuletError) return `${error.code} ${error.message}`;
  }
  return "accepted";
}

it("takes every form that there is", () => {
  for (const config of [valid, ...encoderDecoderVariants()]) expect(validateAnyConfig(config)).toBe(config);
});

describe("refuses with the place", () => {
  it.each<[string, unknown, string]>([
    ["another shape", { ...valid, shape: "many-to-many" }, "shape"],
    ["a further key", { ...valid, heads: [] }, "without the key heads"],
    ["no encoder", { ...valid, encoder: undefined }, "encoder to be an object"],
    ["heads of the encoder", { ...valid, encoder: { ...encoder, heads: [] } }, "without the key heads"],
    ["no bridge", { ...valid, bridge: undefined }, "bridge to be copy | dense"],
    ["another bridge", { ...valid, bridge: "sum" }, "bridge to be copy | dense"],
    ["another attention", { ...valid, attention: { kind: "hard" } }, "attention.kind"],
    ["no attention at all", { ...valid, attention: null }, "attention.kind"],
    ["a size that dot attention has not", { ...valid, attention: { kind: "dot", size: 3 } }, "without the key size"],
    ["additive attention without units", { ...valid, attention: { kind: "additive", size: 0 } }, "attention.size"],
    ["a layer of the encoder", { ...valid, encoder: { ...encoder, layers: [{ ...gru, hidden: 0 }] } }, "encoder: "],
    ["a layer of the decoder", { ...valid, decoder: { ...decoder, layers: [{ ...gru, hidden: 0 }] } }, "decoder: "],
    [
      "an encoder of dense layers",
      { ...valid, encoder: { ...encoder, layers: [{ cell: "dense", hidden: 4 }] } },
      "encoder.layers to be with a recurrent one",
    ],
    [
      "a decoder of dense layers",
      { ...valid, decoder: { ...decoder, layers: [{ cell: "dense", hidden: 4 }] } },
      "decoder.layers to be with a recurrent one",
    ],
    [
      "a decoder that looks backward",
      { ...valid, decoder: { ...decoder, layers: [both] } },
      "decoder.layers to be without a backward direction",
    ],
    [
      "an initial state beside the bridge's",
      { ...valid, decoder: { ...decoder, layers: [{ ...gru, initialState: "learned" }] } },
      "decoder.layers[0].initialState",
    ],
    [
      "a decoder of dense input",
      { ...valid, decoder: { ...decoder, input: { kind: "dense", size: 3 } } },
      "decoder.input",
    ],
    [
      "a decoder of two tables",
      {
        ...valid,
        decoder: {
          ...decoder,
          input: {
            kind: "embedding",
            tables: [
              { name: "a", rows: 5, size: 2 },
              { name: "b", rows: 5, size: 2 },
            ],
          },
        },
      },
      "decoder.input",
    ],
    [
      "a context of one's own",
      { ...valid, decoder: { ...decoder, input: { ...decoder.input, dense: 4 } } },
      "decoder.input",
    ],
    [
      "one-hot beside a context",
      { ...valid, decoder: { ...decoder, input: { kind: "one-hot", size: 5 } } },
      "decoder.input to be an embedding",
    ],
    ["no head", { ...valid, decoder: { ...decoder, heads: [] } }, "decoder.heads to be one softmax"],
    [
      "a head that is no softmax",
      { ...valid, decoder: { ...decoder, heads: [{ ...decoder.heads[0], activation: "none" }] } },
      "decoder.heads to be one softmax",
    ],
    [
      "a head that says what can not be heard",
      { ...valid, decoder: { ...decoder, heads: [{ ...decoder.heads[0], size: 6 }] } },
      "decoder.heads[0].size",
    ],
    [
      "dot attention between other sizes",
      {
        ...valid,
        attention: { kind: "dot" },
        bridge: "dense",
        encoder: { ...encoder, layers: [{ ...gru, hidden: 5 }] },
      },
      "as long as the annotations, 5",
    ],
    [
      "a copy of states of other sizes",
      { ...valid, encoder: { ...encoder, layers: [{ ...gru, hidden: 5 }] } },
      "bridge to be dense where the encoder's states [[5]]",
    ],
    [
      "a copy of an LSTM's states",
      { ...valid, encoder: { ...encoder, layers: [{ cell: "lstm", hidden: 4 }] } },
      "bridge to be dense",
    ],
    [
      "a copy of two directions",
      { ...valid, encoder: { ...encoder, layers: [both] } },
      "bridge to be dense where the encoder looks backward",
    ],
    [
      "a sum of two directions under a dense bridge",
      { ...valid, bridge: "dense", encoder: { ...encoder, layers: [{ ...both, merge: "sum" }] } },
      "the merge of the encoder's top layer",
    ],
    [
      "a residual link that the context is too long for",
      {
        ...valid,
        decoder: {
          ...decoder,
          input: { kind: "embedding", tables: [{ name: "word", rows: 5, size: 4 }] },
          layers: [{ ...gru, residual: true }],
        },
      },
      "decoder: ",
    ],
  ])("%s", (_, config, place) => {
    const message = refusal(() => validateEncoderDecoder(config));
    expect(message).toMatch(/^CONFIG_INVALID/);
    expect(message).toContain(place);
  });
});

describe("weights", () => {
  const weights = randomWeights(valid, seededNumbers(1));

  it("have the names and shapes of the table", () => {
    expect([...anyWeightShapes({ ...valid, bridge: "dense" as const })]).toEqual([
      ["encoder.layers.0.weightIh", [12, 3]],
      ["encoder.layers.0.weightHh", [12, 4]],
      ["encoder.layers.0.bias", [12]],
      ["encoder.layers.0.biasHh", [4]],
      ["decoder.embedding.word", [5, 2]],
      ["decoder.layers.0.weightIh", [12, 6]],
      ["decoder.layers.0.weightHh", [12, 4]],
      ["decoder.layers.0.bias", [12]],
      ["decoder.layers.0.biasHh", [4]],
      ["decoder.heads.0.weight", [4, 4]],
      ["decoder.heads.0.bias", [4]],
      ["bridge.0.weight", [4, 4]],
      ["bridge.0.bias", [4]],
      ["attention.weightQuery", [3, 4]],
      ["attention.weightKey", [3, 4]],
      ["attention.bias", [3]],
      ["attention.weightScore", [1, 3]],
    ]);
  });

  it("are refused where one is missing, too much or of another shape", () => {
    const create = (change: object) => refusal(() => EncoderDecoder.create(valid, { ...weights, ...change }));
    expect(create({})).toBe("accepted");
    expect(create({ "attention.bias": undefined })).toContain("WEIGHTS_INVALID");
    expect(create({ "bridge.0.bias": { shape: [4], data: new Float32Array(4) } })).toContain("WEIGHTS_INVALID");
    expect(create({ "attention.bias": { shape: [4], data: new Float32Array(4) } })).toContain("WEIGHTS_INVALID");
  });
});
