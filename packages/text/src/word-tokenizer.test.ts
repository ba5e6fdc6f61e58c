import { RivuletError } from "@rivulet/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, loneSurrogate } from "../test/arbitraries.ts";
import { END_OF_LINE, WordTokenizer, type WordTokenizerOptions } from "./word-tokenizer.ts";

function tokensOf(chunks: readonly string[], options: WordTokenizerOptions = {}): string[] {
  const tokenizer = new WordTokenizer(options);
  return [...chunks.flatMap((chunk) => tokenizer.push(chunk)), ...tokenizer.flush()];
}

const anyOptions = fc.record({
  punctuation: fc.constantFrom("split" as const, "drop" as const, "keep" as const),
  lines: fc.boolean(),
  maxLength: fc.constantFrom(3, 10, 1024),
});

describe("WordTokenizer", () => {
  it("gives a word as soon as the white space after it is there, and the rest on flush", () => {
    const tokenizer = new WordTokenizer();
    expect(tokenizer.push("The ca")).toEqual(["The"]);
    expect(tokenizer.push("t")).toEqual([]);
    expect(tokenizer.push("s that ")).toEqual(["cats", "that"]);
    expect(tokenizer.push("ate.")).toEqual([]);
    expect(tokenizer.flush()).toEqual(["ate", "."]);
    expect(tokenizer.flush()).toEqual([]);
  });

  it("treats text that is tokenized already alike with and without splitting", () => {
    const text = "The cats that ate were full .\n";
    const words = ["The", "cats", "that", "ate", "were", "full", "."];
    expect(tokensOf([text])).toEqual(words);
    expect(tokensOf([text], { punctuation: "keep" })).toEqual(words);
  });

  it("splits, keeps or drops punctuation", () => {
    const text = '"Well," she said, "I don\'t pay $3.50!" :)';
    expect(tokensOf([text])).toEqual([
      '"',
      "Well",
      ",",
      '"',
      "she",
      "said",
      ",",
      '"',
      "I",
      "do",
      "n't",
      "pay",
      "$",
      "3.50",
      "!",
      '"',
      ":)",
    ]);
    expect(tokensOf([text], { punctuation: "keep" })).toEqual(text.split(" "));
    expect(tokensOf([text], { punctuation: "drop" })).toEqual([
      "Well",
      "she",
      "said",
      "I",
      "do",
      "n't",
      "pay",
      "$",
      "3.50",
    ]);
  });

  it("reports each line feed on demand", () => {
    expect(tokensOf(["a b\r", "\n\nc"], { lines: true })).toEqual(["a", "b", END_OF_LINE, END_OF_LINE, "c"]);
    expect(tokensOf(["a b\r\n\nc"])).toEqual(["a", "b", "c"]);
  });

  it("gives the same tokens and errors for every way of cutting the text into chunks", () => {
    fc.assert(
      fc.property(cutText, anyOptions, ({ text, chunks }, options) => {
        const errors: string[] = [];
        const wholeErrors: string[] = [];
        const tokens = tokensOf(chunks, { ...options, onError: (error) => errors.push(error.message) });
        const whole = tokensOf([text], { ...options, onError: (error) => wholeErrors.push(error.message) });
        expect(tokens).toEqual(whole);
        expect(errors).toEqual(wholeErrors);
      }),
    );
  });

  it("loses nothing but white space", () => {
    fc.assert(
      fc.property(cutText, ({ text, chunks }) => {
        expect(tokensOf(chunks).join("")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });

  it("goes on with the same tokens after snapshot and restore at any cut", () => {
    fc.assert(
      fc.property(cutText, anyOptions, ({ text, chunks }, given) => {
        const options = { ...given, onError: () => undefined };
        const tokens: string[] = [];
        let tokenizer = new WordTokenizer(options);
        for (const chunk of chunks) {
          tokens.push(...tokenizer.push(chunk));
          const snapshot = tokenizer.snapshot();
          expect(snapshot).not.toMatch(loneSurrogate);
          tokenizer = new WordTokenizer(options);
          tokenizer.restore(snapshot);
        }
        expect([...tokens, ...tokenizer.flush()]).toEqual(tokensOf([text], options));
      }),
    );
  });

  it("reports a stretch that is too long once and loses nothing else", () => {
    const errors: RivuletError[] = [];
    const tokenizer = new WordTokenizer({ onError: (error) => errors.push(error) });
    expect(tokenizer.push(`one ${"x".repeat(1000)}`)).toEqual(["one"]);
    for (let i = 0; i < 100; i++) expect(tokenizer.push("x".repeat(1000))).toEqual([]);
    expect(tokenizer.snapshot().length).toBeLessThan(100);
    expect(tokenizer.push("xx two ")).toEqual(["two"]);
    expect(errors.map((error) => error.code)).toEqual(["TOKEN_TOO_LONG"]);
  });

  it("without onError throws when the chunk is taken in and then gives the tokens around the stretch", () => {
    const tokenizer = new WordTokenizer({ maxLength: 5 });
    expect(() => tokenizer.push("one abcdef two thr")).toThrow(expect.objectContaining({ code: "TOKEN_TOO_LONG" }));
    expect(tokenizer.push("ee ")).toEqual(["one", "two", "three"]);
  });

  it("accepts exactly maxLength", () => {
    expect(tokensOf(["abcde fg"], { maxLength: 5 })).toEqual(["abcde", "fg"]);
  });

  it.each([
    "",
    "{}",
    '{"pending":"a b","skipping":false,"ready":[]}',
    '{"pending":"toolong","skipping":false,"ready":[]}',
    '{"pending":"a","skipping":false,"ready":[1]}',
  ])("refuses the damaged snapshot %j", (snapshot) => {
    const tokenizer = new WordTokenizer({ maxLength: 5 });
    expect(() => tokenizer.restore(snapshot)).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
  });

  it("refuses a limit that is none", () => {
    expect(() => new WordTokenizer({ maxLength: 0 })).toThrow(RivuletError);
  });
});
