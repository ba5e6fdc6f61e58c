import { Buffer } from "node:buffer";
import { type AnyModelConfig, anyWeightShapes, type ModelConfig, type Weights } from "@rivulet/engine";
import { encoderDecoderVariants } from "@rivulet/engine/reference";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Changes, f32, forge, refusalOf } from "../test/forge.ts";
import { decodeAnyModelFile } from "./decode-any-model-file.ts";
import { decodeModelFile } from "./decode-model-file.ts";
import { encodeModelFile } from "./encode-model-file.ts";
import type { AnyModelFile, ModelFile } from "./model-file.ts";
import { readSafetensors } from "./read-safetensors.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const config: ModelConfig = {
  input: { kind: "embedding", tables: [{ name: "word", rows: 4, size: 3 }] },
  layers: [{ cell: "lstm", hidden: 5, peepholes: "current" }],
  heads: [{ name: "now", size: 2, activation: "softmax" }],
};

function weightsOf(model: AnyModelConfig, valueAt: (i: number) => number): Weights {
  const weights: Record<string, Weights[string]> = {};
  for (const [name, shape] of anyWeightShapes(model)) {
    const length = shape.reduce((product, d) => product * d, 1);
    weights[name] = { shape, data: Float32Array.from({ length }, (_, i) => valueAt(i)) };
  }
  return weights;
}

const file: ModelFile = {
  task: "tagger",
  config,
  weights: weightsOf(config, (i) => Math.sin(i)),
  labels: ["NOUN", "VERB"],
  text: { featurizer: { words: ["the", "é", "\u{1f600}"] } },
  about: { name: "toy", licence: "CC BY-SA 4.0", figures: { dev: 0.5 } },
};

describe("model file", () => {
  it("gives back the model it was made of, to the bit, also out of a pooled Buffer", () => {
    const bytes = encodeModelFile(file);
    expect(decodeModelFile(bytes)).toEqual(file);
    const pooled = Buffer.concat([Buffer.of(1, 2, 3), bytes]).subarray(3);
    const decoded = decodeModelFile(pooled);
    pooled.fill(0);
    expect(decoded).toEqual(file);
  });

  it("is the same bytes for the same model, whatever the order of its weights", () => {
    const reversed = Object.fromEntries(Object.entries(file.weights).reverse());
    expect(encodeModelFile({ ...file, weights: reversed })).toEqual(encodeModelFile(file));
    expect(encodeModelFile(decodeModelFile(encodeModelFile(file)))).toEqual(encodeModelFile(file));
  });

  it("leaves out what the model does not have", () => {
    const { labels: _labels, text: _text, ...bare } = file;
    expect(decodeModelFile(encodeModelFile(bare))).toEqual(bare);
  });

  it("holds an encoder–decoder, which is no stack", () => {
    expect(decodeAnyModelFile(encodeModelFile(file))).toEqual(file);
    for (const variant of encoderDecoderVariants()) {
      const whole: AnyModelFile = {
        task: "translator",
        config: variant,
        weights: weightsOf(variant, (i) => Math.sin(i)),
        about: {},
      };
      const bytes = encodeModelFile(whole);
      expect(decodeAnyModelFile(bytes)).toEqual(whole);
      expect(() => decodeModelFile(bytes)).toThrow("expected a model of one stack of layers, came an encoder–decoder");
    }
  });

  it("carries any JSON that describes the model", () => {
    const about = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue());
    fc.assert(
      fc.property(about, fc.array(fc.string({ unit: "grapheme" })), fc.jsonValue(), (card, labels, text) => {
        const decoded = decodeModelFile(encodeModelFile({ ...file, about: card, labels, text }));
        const plain = JSON.parse(JSON.stringify({ about: card, labels, text }));
        expect({ about: decoded.about, labels: decoded.labels, text: decoded.text }).toEqual(plain);
      }),
    );
  });

  it("stays good when another tool writes it again in another order", () => {
    const { metadata, tensors } = readSafetensors(encodeModelFile(file));
    const again = { metadata: new Map([...metadata].reverse()), tensors: new Map([...tensors].reverse()) };
    expect(decodeModelFile(writeSafetensors(again))).toEqual(file);
  });

  it("is refused when cut anywhere", () => {
    const bytes = encodeModelFile(file);
    for (let end = 0; end < bytes.length; end++) expect(refusalOf(bytes.subarray(0, end))).toMatch(/^FILE_/);
  });

  it("is refused with a code when any one bit flips, header and weights alike", () => {
    const bytes = encodeModelFile(file);
    const coded = /^(FILE_DAMAGED|FILE_FOREIGN|FILE_TOO_LARGE|FILE_VERSION)$/;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(refusalOf(damaged), `bit ${bit}`).toMatch(coded);
    }
  });

  it.each<[string, string, Changes]>([
    ["another program's file", "FILE_FOREIGN", { metadata: { format: "pt" } }],
    ["a file that names no format", "FILE_FOREIGN", { metadata: { format: undefined } }],
    ["a later version", "FILE_VERSION", { metadata: { version: "2" } }],
    ["no task", "FILE_DAMAGED", { metadata: { task: undefined } }],
    ["no configuration", "FILE_DAMAGED", { metadata: { config: undefined } }],
    ["a configuration that is no JSON", "FILE_DAMAGED", { metadata: { config: "{" } }],
    ["a configuration of nothing", "CONFIG_INVALID", { metadata: { config: "null" } }],
    ["a configuration without layers", "CONFIG_INVALID", { metadata: { config: '{"input":{},"heads":[]}' } }],
    ["labels that are not texts", "FILE_DAMAGED", { metadata: { labels: "[1]" } }],
    ["a card that is a list", "FILE_DAMAGED", { metadata: { about: "[]" } }],
    ["a missing tensor", "WEIGHTS_INVALID", { tensors: { "heads.0.bias": undefined } }],
    ["a further tensor", "WEIGHTS_INVALID", { tensors: { "heads.1.bias": f32([2], 0, 0) } }],
    ["a tensor of another shape", "WEIGHTS_INVALID", { tensors: { "heads.0.bias": f32([1, 2], 0, 0) } }],
    [
      "a tensor of another type",
      "WEIGHTS_INVALID",
      { tensors: { "heads.0.bias": { dtype: "I8", shape: [2], data: Uint8Array.of(0, 0) } } },
    ],
    ["a weight that is not a number", "WEIGHTS_INVALID", { tensors: { "heads.0.bias": f32([2], 0, Number.NaN) } }],
    ["an infinite weight", "WEIGHTS_INVALID", { tensors: { "heads.0.bias": f32([2], 0, Number.NEGATIVE_INFINITY) } }],
  ])("refuses %s with %s", (_, code, change) => {
    expect(refusalOf(forge(file, change))).toBe(code);
  });

  it("does not write weights that do not fit, nor ones that are not finite", () => {
    const encode = (change: Weights) => () => encodeModelFile({ ...file, weights: { ...file.weights, ...change } });
    const data = new Float32Array(2);
    expect(encode({ "heads.0.bias": { shape: [2, 1], data } })).toThrow("expected heads.0.bias of 2, came 2 × 1");
    expect(encode({ "heads.0.bias": { shape: [2], data: new Float32Array(1) } })).toThrow("came 2 with 1 numbers");
    expect(encode({ "heads.0.bias": { shape: [2], data: Float32Array.of(0, Number.NaN) } })).toThrow("came NaN at 1");
    expect(encode({ other: { shape: [2], data } })).toThrow("expected no tensor other");
  });
});
