import { describe, expect, it } from "vitest";
import { corpus, hasCorpora } from "../test/corpus.ts";
import { buildFeaturizerConfig, taggerFeatures } from "./build-featurizer-config.ts";
import { Featurizer } from "./featurizer.ts";
import { readConllu } from "./read-conllu.ts";

const sentences = [{ tokens: ["The", "cat", "saw", "the", "dog"] }, { tokens: ["a", "Cat", "sat", "x", "x", "x"] }];

describe("buildFeaturizerConfig", () => {
  it("lists what is seen often enough (affixes: in enough distinct words), most frequent first, then by code point", () => {
    const { config } = buildFeaturizerConfig(sentences, {
      features: [
        { name: "word", kind: "word", lowercase: true, size: 4 },
        { name: "form", kind: "word", size: 4, minCount: 1 },
        { name: "suffix2", kind: "suffix", n: 2, lowercase: true, size: 4 },
        { name: "shape", kind: "shape", size: 4 },
        { name: "hashed", kind: "prefix", n: 3, size: 4, buckets: 7 },
        { name: "length", kind: "length", size: 2 },
      ],
    });
    expect(config.features).toEqual([
      { name: "word", kind: "word", lowercase: true, size: 4, source: { listed: ["x", "cat", "the"] } },
      {
        name: "form",
        kind: "word",
        lowercase: false,
        size: 4,
        source: { listed: ["x", "Cat", "The", "a", "cat", "dog", "sat", "saw", "the"] },
      },
      // -at is in cat and sat; -he only in the, however often that comes.
      { name: "suffix2", kind: "suffix", n: 2, lowercase: true, size: 4, source: { listed: ["at"] } },
      { name: "shape", kind: "shape", size: 4, source: { listed: ["xx", "x", "Xxx"] } },
      { name: "hashed", kind: "prefix", n: 3, lowercase: false, size: 4, source: { buckets: 7 } },
      { name: "length", kind: "length", size: 2 },
    ]);
  });

  it("counts how often the corpus uses each row", () => {
    const { config, counts } = buildFeaturizerConfig(sentences, {
      features: [
        { name: "word", kind: "word", lowercase: true, size: 4 },
        { name: "length", kind: "length", size: 2 },
      ],
    });
    expect(new Featurizer(config).offsets).toEqual([0, 6]);
    // UNK (saw, dog, a, sat), absent, end, x, cat, the; then lengths 1 and 3.
    expect([...counts]).toEqual([4, 0, 0, 3, 2, 2, 0, 0, 0, 4, 0, 7, ...new Array(17).fill(0)]);
  });

  it("by default makes 208 numbers of a token", () => {
    expect(taggerFeatures.reduce((sum, { size }) => sum + size, 0)).toBe(208);
  });

  it.skipIf(!hasCorpora)("knows most tokens of EWT dev from EWT train", () => {
    const { config, counts } = buildFeaturizerConfig(readConllu(corpus("pos-en/ewt/en_ewt-ud-train.conllu")));
    const featurizer = new Featurizer(config);
    expect(counts.length).toBe(featurizer.totalRows);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(204_577 * featurizer.idsPerToken);
    const ids = new Int32Array(featurizer.idsPerToken);
    let unknown = 0;
    for (const { tokens } of readConllu(corpus("pos-en/ewt/en_ewt-ud-dev.conllu"))) {
      for (const token of tokens) {
        featurizer.featurize(token, ids);
        if (ids[0] === 0) unknown++;
      }
    }
    expect(unknown / 25_147).toBeLessThan(0.12);
    expect(unknown).toBeGreaterThan(0);
  });
});
