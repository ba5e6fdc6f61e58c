import { expect, it } from "vitest";
import { readPlain } from "./read-plain.ts";

it("reads one sentence a line through the tokenizer", () => {
  expect(readPlain("Hello, you.\r\n\n  \nBye .")).toEqual([
    { tokens: ["Hello", ",", "you", "."] },
    { tokens: ["Bye", "."] },
  ]);
  expect(readPlain("Hello, you.", { punctuation: "keep" })).toEqual([{ tokens: ["Hello,", "you."] }]);
});

it("refuses a token over the limit with its line", () => {
  const read = () => readPlain("a\n\nabcdef", { maxLength: 5 });
  expect(read).toThrow(expect.objectContaining({ code: "CORPUS_INVALID" }));
  expect(read).toThrow(/line 3/);
});
