import { describe, expect, it } from "vitest";
import { corpus, hasCorpora } from "../test/corpus.ts";
import { readColumns } from "./read-columns.ts";

describe("readColumns", () => {
  it("reads columns between tabs or spaces, IOB1 as it stands, and passes over -DOCSTART-", () => {
    const text = "-DOCSTART- O\n\nNew I-LOC\nYork I-LOC\r\n\n\t\n#x\tO\nNew York\tB-LOC\n";
    expect(readColumns(text)).toEqual([
      { tokens: ["New", "York"], labels: ["I-LOC", "I-LOC"] },
      { tokens: ["#x", "New York"], labels: ["O", "B-LOC"] },
    ]);
  });

  it("takes the columns that it is told", () => {
    const text = "EU NNP I-NP S-ORG\nrejects VBZ I-VP O";
    expect(readColumns(text, { label: 1 })).toEqual([{ tokens: ["EU", "rejects"], labels: ["NNP", "VBZ"] }]);
    expect(readColumns(text, { token: 1, label: -2 })[0]?.labels).toEqual(["I-NP", "I-VP"]);
  });

  it("keeps the place of a token that is empty", () => {
    expect(readColumns("a\tO\n\tO\nb\tO")[0]?.tokens).toEqual(["a", "", "b"]);
  });

  it.each(["a\tO\nalone", "a\tO\nb\t"])("refuses %j with the line", (text) => {
    expect(() => readColumns(text)).toThrow(expect.objectContaining({ code: "CORPUS_INVALID" }));
    expect(() => readColumns(text)).toThrow(/line 2/);
  });

  it("refuses a line without the column that it is told", () => {
    expect(() => readColumns("a b c\nd e", { label: 2 })).toThrow(/line 2/);
  });

  it.skipIf(!hasCorpora).each([
    ["wnut17/wnut17train.conll", 3394, 62_730],
    ["wnut17/emerging.dev.conll", 1009, 15_733],
    ["btc/a.conll", 1000, 16_612],
    ["btc/f.conll", 2000, 35_427],
    ["wikigold/wikigold.conll.txt", 1696, 39_007],
  ])("reads %s: %d sentences, %d words", (path, sentenceCount, wordCount) => {
    const sentences = readColumns(corpus(`ner/${path}`));
    expect(sentences.length).toBe(sentenceCount);
    expect(sentences.reduce((sum, { tokens }) => sum + tokens.length, 0)).toBe(wordCount);
  });
});
