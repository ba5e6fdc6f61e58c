import { type ModelConfig, validateWeights } from "@rivulet/engine";
import { cellVariants } from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { ParameterLayout } from "./parameters.ts";

const configs = cellVariants(5).map(
  (layer): ModelConfig => ({
    input: {
      kind: "embedding",
      tables: [
        { name: "word", rows: 4, size: 3 },
        { name: "shape", rows: 2, size: 2 },
      ],
    },
    layers: [layer, { cell: "lstm", hidden: 3 }],
    heads: [{ name: "tag", size: 6, activation: "softmax" }],
  }),
);

describe("ParameterLayout", () => {
  it.each(configs.map((config) => [JSON.stringify(config.layers[0]), config] as const))(
    "round trip: %s",
    (_, config) => {
      const layout = new ParameterLayout(config);
      const flat = Float32Array.from({ length: layout.length }, (_, i) => i);
      const weights = layout.weights(flat);
      validateWeights(config, weights);
      // Laid out one behind the other, no number in two tensors and none in none.
      expect(Object.values(weights).flatMap(({ data }) => [...data])).toEqual([...flat]);
      const back = new Float32Array(layout.length);
      for (const [name, { data }] of Object.entries(weights)) layout.view(back, name).set(data);
      expect(back).toEqual(flat);
    },
  );

  it("gives views, so that what is written to one is in the flat array", () => {
    const layout = new ParameterLayout(configs[0]);
    const flat = new Float32Array(layout.length);
    layout.view(flat, "heads.0.bias").fill(7);
    const { offset, length } = layout.place("heads.0.bias");
    expect([...flat.subarray(offset, offset + length)]).toEqual([7, 7, 7, 7, 7, 7]);
    expect(flat.reduce((sum, value) => sum + value, 0)).toBe(42);
  });

  it("has sparse rows for embeddings alone, as long as a vector", () => {
    const { places } = new ParameterLayout(configs[0]);
    const sparse = places.filter(({ sparseRow }) => sparseRow > 0).map(({ name, sparseRow }) => [name, sparseRow]);
    expect(sparse).toEqual([
      ["embedding.word", 3],
      ["embedding.shape", 2],
    ]);
  });

  it("refuses unknown names", () => {
    expect(() => new ParameterLayout(configs[0]).place("nothing")).toThrow(RangeError);
  });
});
