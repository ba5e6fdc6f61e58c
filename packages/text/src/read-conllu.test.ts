import { describe, expect, it } from "vitest";
import { corpus, hasCorpora } from "../test/corpus.ts";
import { readConllu } from "./read-conllu.ts";

const line = (id: string, form: string, upos = "X", xpos = "Y") =>
  `${id}\t${form}\tlemma\t${upos}\t${xpos}\t_\t0\troot\t_\t_`;

const example = [
  "# newdoc",
  "# sent_id = one",
  "# text = I don't know",
  line("1", "I", "PRON", "PRP"),
  line("2-3", "don't", "_", "_"),
  line("2", "do", "AUX", "VBP"),
  line("3", "n't", "PART", "RB"),
  line("3.1", "empty"),
  line("4", "know", "VERB", "VB"),
  "",
  line("1", "New York", "PROPN", "NNP"),
];

describe("readConllu", () => {
  const expected = [
    { tokens: ["I", "do", "n't", "know"], labels: ["PRON", "AUX", "PART", "VERB"], id: "one", text: "I don't know" },
    { tokens: ["New York"], labels: ["PROPN"] },
  ];

  it.each(["\n", "\r\n"])("reads words and labels between ends %j", (end) => {
    expect(readConllu(example.join(end))).toEqual(expected);
    expect(readConllu(`\uFEFF${example.join(end)}${end}${end}`)).toEqual(expected);
  });

  it("takes the columns that it is told", () => {
    expect(readConllu(example.join("\n"), { token: "lemma", label: "xpos" })[1]).toEqual({
      tokens: ["lemma"],
      labels: ["NNP"],
    });
  });

  it.each([
    [["", "1\tword"], /line 2: .*10 columns.* came 2/],
    [[line("1", "a"), line("3", "b")], /line 2: expected word 2, came "3"/],
    [[line("x", "a")], /line 1/],
    [[line("1", "")], /line 1: .*empty/],
  ])("refuses %j", (lines, message) => {
    const read = () => readConllu(lines.join("\n"));
    expect(read).toThrow(expect.objectContaining({ code: "CORPUS_INVALID" }));
    expect(read).toThrow(message);
  });

  it.skipIf(!hasCorpora).each([
    ["train", 12_544, 204_577],
    ["dev", 2_001, 25_147],
  ])("reads EWT %s: %d sentences, %d words", (part, sentenceCount, wordCount) => {
    const sentences = readConllu(corpus(`pos-en/ewt/en_ewt-ud-${part}.conllu`));
    expect(sentences.length).toBe(sentenceCount);
    expect(sentences.reduce((sum, { tokens }) => sum + tokens.length, 0)).toBe(wordCount);
    expect(new Set(sentences.flatMap(({ labels = [] }) => labels)).size).toBe(17);
  });
});
