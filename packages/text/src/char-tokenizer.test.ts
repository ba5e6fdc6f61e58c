import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, loneSurrogate } from "../test/arbitraries.ts";
import { CharTokenizer, type CharTokenizerOptions } from "./char-tokenizer.ts";

function charactersOf(chunks: readonly string[], options: CharTokenizerOptions): string[] {
  const tokenizer = new CharTokenizer(options);
  return [...chunks.flatMap((chunk) => tokenizer.push(chunk)), ...tokenizer.flush()];
}

describe.each(["code-point", "grapheme"] as const)("CharTokenizer by %s", (unit) => {
  it("gives the same characters for every way of cutting, and all of the text", () => {
    fc.assert(
      fc.property(cutText, ({ text, chunks }) => {
        const characters = charactersOf(chunks, { unit });
        expect(characters).toEqual(charactersOf([text], { unit }));
        expect(characters.join("")).toBe(text);
      }),
    );
  });

  it("goes on with the same characters after snapshot and restore at any cut", () => {
    fc.assert(
      fc.property(cutText, ({ text, chunks }) => {
        let tokenizer = new CharTokenizer({ unit });
        const characters: string[] = [];
        for (const chunk of chunks) {
          characters.push(...tokenizer.push(chunk));
          const snapshot = tokenizer.snapshot();
          expect(snapshot).not.toMatch(loneSurrogate);
          tokenizer = new CharTokenizer({ unit });
          tokenizer.restore(snapshot);
        }
        expect([...characters, ...tokenizer.flush()]).toEqual(charactersOf([text], { unit }));
      }),
    );
  });

  it("refuses a damaged snapshot", () => {
    const damaged = expect.objectContaining({ code: "SNAPSHOT_DAMAGED" });
    expect(() => new CharTokenizer({ unit }).restore("x")).toThrow(damaged);
    expect(() => new CharTokenizer({ unit }).restore(JSON.stringify("x".repeat(66)))).toThrow(damaged);
  });
});

describe("CharTokenizer", () => {
  it("gives code points at once and waits only inside a surrogate pair", () => {
    const tokenizer = new CharTokenizer();
    expect(tokenizer.push("a\ud83d")).toEqual(["a"]);
    expect(tokenizer.push("\udc69b")).toEqual(["👩", "b"]);
  });

  it("keeps grapheme clusters whole, whatever the cut", () => {
    const text = "e\u0301👩‍👩‍👧🇸🇪!";
    expect(
      charactersOf(
        [...Array(text.length).keys()].map((i) => text.charAt(i)),
        { unit: "grapheme" },
      ),
    ).toEqual(["e\u0301", "👩‍👩‍👧", "🇸🇪", "!"]);
  });

  it("bounds the pending input of an endless cluster", () => {
    const tokenizer = new CharTokenizer({ unit: "grapheme" });
    tokenizer.push("a");
    for (let i = 0; i < 1000; i++) {
      tokenizer.push("\u0301");
      expect(tokenizer.snapshot().length).toBeLessThan(70);
    }
  });
});
