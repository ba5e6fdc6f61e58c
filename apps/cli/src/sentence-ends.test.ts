import { expect, it } from "vitest";
import { SentenceEnds } from "./sentence-ends.ts";

it("knows the last token of each sentence, and that empty sentences have none", () => {
  const ends = new SentenceEnds();
  ends.endSentence();
  ends.addTokens(2);
  ends.addTokens(1);
  ends.endSentence();
  ends.endSentence();
  ends.addTokens(1);
  ends.endSentence();
  expect([0, 1, 2, 3, 4].filter((index) => ends.isLast(index))).toEqual([2, 3]);
});
