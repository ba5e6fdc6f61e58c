import { referenceForward } from "@rivulet/engine/reference";
import type { ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { expect, it } from "vitest";
import { tinyTagger } from "../../test/tiny-tagger.ts";
import { columnMoments } from "./column-moments.ts";

const sentences = [{ tokens: ["The", "cats", "ate"] }, { tokens: ["Dogs"] }];

/** The tiny tagger with a second layer, of other size, between its first one and the heads. */
function twoLayers(): ModelFile {
  const file = tinyTagger();
  const numbers = (length: number, from: number) => Float32Array.from({ length }, (_, i) => Math.sin(from + i));
  const weights = {
    ...file.weights,
    "layers.1.weightIh": { shape: [18, 10], data: numbers(180, 1) },
    "layers.1.weightHh": { shape: [18, 6], data: numbers(108, 2) },
    "layers.1.bias": { shape: [18], data: numbers(18, 3) },
    ...Object.fromEntries([0, 1, 2].map((h) => [`heads.${h}.weight`, { shape: [5, 6], data: numbers(30, h) }])),
  };
  const layers = [...file.config.layers, { cell: "gru", hidden: 6, reset: "before" } as const];
  return { ...file, config: { ...file.config, layers }, weights };
}

it("is the mean of x xᵀ of what each matrix multiplies, end-of-sentence steps included", () => {
  const file = twoLayers();
  const tagger = TaggerModel.fromFile(file);
  const { featurizer } = tagger;
  const floats = Object.fromEntries(
    Object.entries(file.weights).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  const steps = sentences.flatMap(({ tokens }) => {
    const inputs = [...tokens, undefined, undefined].map((token) => {
      const ids = new Int32Array(featurizer.idsPerToken);
      if (token === undefined) featurizer.end(ids);
      else featurizer.featurize(token, ids);
      return ids;
    });
    return referenceForward(file.config, floats, inputs).steps.map(({ states }, t) => ({ ids: inputs[t], states }));
  });
  const means = (vectors: readonly (readonly number[])[]) =>
    vectors[0].flatMap((_, i) =>
      vectors[0].map((_, j) => vectors.reduce((sum, vector) => sum + vector[i] * vector[j], 0) / vectors.length),
    );
  const embeddings = steps.map(({ ids }) =>
    featurizer.tables.flatMap(({ name, size }, k) => {
      const row = ids[k] - featurizer.offsets[k];
      return [...floats[`embedding.${name}`].data.subarray(row * size, (row + 1) * size)];
    }),
  );
  const [lower, upper] = [0, 1].map((l) => means(steps.map(({ states }) => [...states[l].hidden])));
  const expected: Record<string, number[]> = {
    "layers.0.weightIh": means(embeddings),
    "layers.0.weightHh": lower,
    "layers.1.weightIh": lower,
    "layers.1.weightHh": upper,
    "heads.0.weight": upper,
    "heads.1.weight": upper,
    "heads.2.weight": upper,
  };
  const moments = columnMoments(file, tagger, sentences);
  expect([...moments.keys()].sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const found = moments.get(name) ?? [];
    expect(found.length, name).toBe(file.weights[name].shape[1] ** 2);
    values.forEach((value, k) => {
      expect(found[k], `${name}, number ${k}`).toBeCloseTo(value, 5);
    });
  }
  expect(tagger.liveSessions).toBe(0);
});
