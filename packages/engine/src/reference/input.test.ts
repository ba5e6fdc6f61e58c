import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import type { InputConfig } from "../config.ts";
import { inputVector, type ReferenceInput } from "./input.ts";

const tables = [
  { name: "word", rows: 2, size: 2 },
  { name: "shape", rows: 3, size: 1 },
];
const tensors = {
  "embedding.word": { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  "embedding.shape": { shape: [3, 1], data: Float64Array.of(10, 20, 30) },
};

function vector(input: InputConfig, value: ReferenceInput): number[] {
  return [...inputVector({ input, layers: [], heads: [] }, tensors, value)];
}

describe("x⟨t⟩", () => {
  it("is the dense vector", () => {
    expect(vector({ kind: "dense", size: 2 }, Float32Array.of(0.5, -1))).toEqual([0.5, -1]);
  });

  it("is the sum of one-hot vectors", () => {
    expect(vector({ kind: "one-hot", size: 3 }, 1)).toEqual([0, 1, 0]);
    expect(vector({ kind: "one-hot", size: 3 }, Int32Array.of(2, 0, 2))).toEqual([1, 0, 2]);
  });

  it("is the embeddings side by side: ids of one table add up, a table without an id is zero", () => {
    expect(vector({ kind: "embedding", tables }, Int32Array.of(0, 4))).toEqual([1, 2, 30]);
    expect(vector({ kind: "embedding", tables }, Int32Array.of(2, 1, 0, 2))).toEqual([4, 6, 20]);
    expect(vector({ kind: "embedding", tables }, 3)).toEqual([0, 0, 20]);
  });

  it.each([
    [{ kind: "dense", size: 2 }, 1],
    [{ kind: "dense", size: 2 }, Float32Array.of(1)],
    [{ kind: "one-hot", size: 3 }, 3],
    [{ kind: "one-hot", size: 3 }, Float32Array.of(1, 0, 0)],
    [{ kind: "embedding", tables }, -1],
    [{ kind: "embedding", tables }, 5],
    [{ kind: "embedding", tables }, 0.5],
  ] as [InputConfig, ReferenceInput][])("refuses what does not fit: %j, %j", (input, value) => {
    expect(codeOf(() => vector(input, value))).toBe("INPUT_INVALID");
  });
});
