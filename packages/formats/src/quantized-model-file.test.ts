import {
  type ModelConfig,
  type QuantizedFormat,
  quantizeWeights,
  type StoredTensor,
  weightShapes,
} from "@rivulet/engine";
import { randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { type Changes, f32, forge, refusalOf } from "../test/forge.ts";
import { decodeModelFile } from "./decode-model-file.ts";
import { encodeModelFile } from "./encode-model-file.ts";
import type { ModelFile } from "./model-file.ts";
import { readSafetensors } from "./read-safetensors.ts";
import type { FileTensor } from "./safetensors.ts";

const config: ModelConfig = {
  input: { kind: "embedding", tables: [{ name: "word", rows: 4, size: 3 }] },
  layers: [{ cell: "gru", hidden: 5, reset: "after" }],
  heads: [{ name: "now", size: 2, activation: "softmax" }],
};
const weights = randomWeights(config, seededNumbers(1));

function fileOf(format: QuantizedFormat): ModelFile {
  return { task: "tagger", config, weights: quantizeWeights(config, weights, format), about: {} };
}

const bytes = (...values: number[]) => new Uint8Array(Int8Array.from(values).buffer);
const i8 = (shape: number[], ...values: number[]): FileTensor => ({ dtype: "I8", shape, data: bytes(...values) });
const i16 = (shape: number[], ...values: number[]): FileTensor => ({
  dtype: "I16",
  shape,
  data: new Uint8Array(Int16Array.from(values).buffer),
});

describe.each(["int16", "int8"] as const)("a model file of %s", (format) => {
  const file = fileOf(format);

  it("gives back the model it was made of, to the bit, from any place in memory", () => {
    const encoded = encodeModelFile(file);
    const shifted = new Uint8Array(encoded.length + 1);
    shifted.set(encoded, 1);
    const decoded = decodeModelFile(shifted.subarray(1));
    shifted.fill(0);
    expect(decoded).toEqual(file);
    expect(encodeModelFile(decoded)).toEqual(encoded);
  });

  it("holds a matrix as integers of its shape beside the scales of its rows, and vectors as floats", () => {
    const { tensors } = readSafetensors(encodeModelFile(file));
    const expected = [...weightShapes(config)].flatMap(([name, shape]): [string, string, readonly number[]][] =>
      shape.length === 1
        ? [[name, "F32", shape]]
        : [
            [name, format === "int8" ? "I8" : "I16", shape],
            [`${name}.scales`, "F32", [shape[0]]],
          ],
    );
    const found = [...tensors].map(([name, { dtype, shape }]) => [name, dtype, shape]);
    expect(found.sort()).toEqual(expected.sort());
  });

  it("is refused when any one bit of its numbers or scales flips", () => {
    const encoded = encodeModelFile(file);
    const total = [...readSafetensors(encoded).tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    for (let bit = 8 * (encoded.length - total); bit < 8 * encoded.length; bit++) {
      const damaged = encoded.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(refusalOf(damaged), `bit ${bit}`).toBe("FILE_DAMAGED");
    }
  });

  it.each<[string, Required<Changes>["tensors"]]>([
    ["no scales", { "heads.0.weight.scales": undefined }],
    ["scales without their matrix", { "heads.0.weight": undefined }],
    ["a scale too few", { "heads.0.weight.scales": f32([1], 1) }],
    ["a scale a number", { "heads.0.weight.scales": f32([2, 5], 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) }],
    ["scales in another shape", { "heads.0.weight.scales": f32([2, 1], 1, 1) }],
    ["scales of integers", { "heads.0.weight.scales": i8([2], 1, 1) }],
    ["a scale that is not finite", { "heads.0.weight.scales": f32([2], 1, Number.NaN) }],
    ["floats with scales", { "heads.0.weight": f32([2, 5], 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) }],
    ["a magnitude of 128 in 8 bits", { "heads.0.weight": i8([2, 5], 0, 0, 0, 0, 0, 0, 0, 0, 0, -128) }],
    ["a magnitude of 16384 in 16 bits", { "heads.0.weight": i16([2, 5], 0, 0, 0, 0, 0, 0, 0, 0, 0, 16384) }],
    [
      "another shape",
      { "heads.0.weight": i8([5, 2], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "heads.0.weight.scales": f32([5], 1, 1, 1, 1, 1) },
    ],
    ["another number type", { "heads.0.weight": { ...i8([2, 5], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), dtype: "U8" } }],
    ["a number alone", { "heads.0.weight": i8([], 1) }],
    ["a vector in integers", { "heads.0.bias": i8([2], 0, 0), "heads.0.bias.scales": f32([2], 1, 1) }],
  ])("is refused with %s", (_, tensors) => {
    expect(refusalOf(forge(file, { tensors }))).toBe("WEIGHTS_INVALID");
  });

  it("may mix formats", () => {
    const mixed: Record<string, StoredTensor> = { ...file.weights, "heads.0.weight": weights["heads.0.weight"] };
    expect(decodeModelFile(encodeModelFile({ ...file, weights: mixed })).weights).toEqual(mixed);
  });

  it("is not written with integers that are too large, nor with a table of the name of another's scales", () => {
    const matrix = { shape: [15, 5], data: new Int8Array(75).fill(-128), scales: new Float32Array(15) };
    const large = { ...file.weights, "layers.0.weightHh": matrix };
    expect(() => encodeModelFile({ ...file, weights: large })).toThrow("came -128 at 0");
    const input = {
      kind: "embedding",
      tables: ["word", "word.scales"].map((name) => ({ name, rows: 4, size: 3 })),
    } as const;
    const twice = { ...config, input };
    const named = quantizeWeights(twice, randomWeights(twice, seededNumbers(1)), format);
    const encode = () => encodeModelFile({ ...file, config: twice, weights: named });
    expect(encode).toThrow("expected one tensor embedding.word.scales");
  });
});
