import { describe, expect, it } from "vitest";
import { countTokens } from "./rank-by-count.ts";
import { Vocabulary } from "./vocabulary.ts";

const counts = countTokens("b a b c a b \u{1F600} \uFF21".split(" "));
const invalid = expect.objectContaining({ code: "VOCABULARY_INVALID" });

describe("Vocabulary", () => {
  it("orders by count, then by code point (not by code unit)", () => {
    const vocabulary = Vocabulary.build(counts);
    expect(vocabulary.toJSON().tokens).toEqual(["b", "a", "c", "\uFF21", "\u{1F600}"]);
    expect(vocabulary.idOf("b")).toBe(2);
    expect(vocabulary.size).toBe(7);
  });

  it("gives the same ids whatever the order of counting", () => {
    const other = new Map([...counts].reverse());
    expect(Vocabulary.build(other).toJSON()).toEqual(Vocabulary.build(counts).toJSON());
  });

  it("leaves out rare tokens and keeps to a size", () => {
    expect(Vocabulary.build(counts, { minCount: 2 }).toJSON().tokens).toEqual(["b", "a"]);
    expect(Vocabulary.build(counts, { maxSize: 3 }).size).toBe(3);
    expect(() => Vocabulary.build(counts, { maxSize: 2, bos: true })).toThrow(invalid);
  });

  it("reserves ids that no text can reach", () => {
    const vocabulary = Vocabulary.build(countTokens(["<eos>"]), { bos: true, pad: true });
    expect([vocabulary.unk, vocabulary.eos, vocabulary.bos, vocabulary.pad]).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3, 4].map((id) => vocabulary.tokenOf(id))).toEqual(["<unk>", "<eos>", "<bos>", "<pad>", "<eos>"]);
    expect(vocabulary.idOf("<eos>")).toBe(4);
    expect(Vocabulary.build(counts, { pad: true }).pad).toBe(2);
    expect(Vocabulary.build(counts).bos).toBeUndefined();
  });

  it("gives UNK for what it does not hold, and one-hot ids of a sequence", () => {
    const vocabulary = Vocabulary.build(counts);
    expect(vocabulary.idsOf(["a", "zebra", "b"])).toEqual(Int32Array.of(3, 0, 2));
    expect(vocabulary.has("zebra")).toBe(false);
    expect(vocabulary.idOf("constructor")).toBe(0);
  });

  it("refuses ids that are out of range", () => {
    const vocabulary = Vocabulary.build(counts);
    for (const id of [-1, 7, 0.5, Number.NaN]) {
      expect(() => vocabulary.tokenOf(id)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
    }
  });

  it("comes back from JSON as it was", () => {
    const vocabulary = Vocabulary.build(counts, { bos: true });
    const back = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
    expect(back.toJSON()).toEqual(vocabulary.toJSON());
    expect(back.idsOf([...counts.keys()])).toEqual(vocabulary.idsOf([...counts.keys()]));
  });

  it.each([
    null,
    [],
    { bos: false, pad: false },
    { bos: 1, pad: false, tokens: [] },
    { bos: false, pad: false, tokens: [1] },
    { bos: false, pad: false, tokens: ["a", "a"] },
    { bos: false, pad: false, tokens: [""] },
  ])("refuses %j", (json) => {
    expect(() => Vocabulary.fromJSON(json)).toThrow(invalid);
  });
});
