import { describe, expect, it } from "vitest";
import { parseFeaturizerConfig } from "./featurizer-config.ts";

const word = { name: "w", kind: "word", size: 4, source: { listed: ["a"] } };

describe("parseFeaturizerConfig", () => {
  it("gives back what it knows, with defaults, and leaves out what it does not", () => {
    expect(parseFeaturizerConfig({ features: [{ ...word, colour: "red" }] })).toEqual({
      features: [{ ...word, lowercase: false }],
    });
  });

  it.each([
    [null],
    [{ features: [] }],
    [{ features: [3] }],
    [{ features: [{ ...word, name: "" }] }],
    [{ features: [word, word] }],
    [{ features: [{ ...word, kind: "colour" }] }],
    [{ features: [{ ...word, size: 0 }] }],
    [{ features: [{ ...word, lowercase: "yes" }] }],
    [{ features: [{ ...word, kind: "prefix" }] }],
    [{ features: [{ ...word, kind: "suffix", n: 1.5 }] }],
    [{ features: [{ ...word, source: undefined }] }],
    [{ features: [{ ...word, source: { listed: ["a", "a"] } }] }],
    [{ features: [{ ...word, source: { listed: [1] } }] }],
    [{ features: [{ ...word, source: { buckets: 0 } }] }],
    [{ features: [{ ...word, source: { buckets: 2 ** 30 } }] }],
    [{ features: [{ ...word, source: { listed: ["a"], buckets: 4 } }] }],
  ])("refuses %j", (config) => {
    expect(() => parseFeaturizerConfig(config)).toThrow(expect.objectContaining({ code: "TEXT_CONFIG_INVALID" }));
  });
});
