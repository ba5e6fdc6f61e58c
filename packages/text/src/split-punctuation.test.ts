import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messyText } from "../test/arbitraries.ts";
import { corpus, hasCorpora } from "../test/corpus.ts";
import { readConllu } from "./read-conllu.ts";
import { splitPunctuation } from "./split-punctuation.ts";

describe("splitPunctuation", () => {
  it.each([
    "word",
    "don't → do n't",
    "DON'T → DO N'T",
    "can’t → ca n’t",
    "John's → John 's",
    "cannot → can not",
    "gonna → gon na",
    "I'll → I 'll",
    "dont → do nt",
    "boys' → boys '",
    "Ba'athist",
    "'em → ' em",
    "end. → end .",
    "Mr.",
    "etc., → etc. ,",
    "U.S.",
    "(p.m.) → ( p.m. )",
    "J.",
    "I. → I .",
    "3.14",
    "1,000. → 1,000 .",
    "$5.00 → $ 5.00",
    "50% → 50 %",
    "7:30pm → 7:30 pm",
    "20th",
    "1970s",
    "80's",
    "11/28/2000",
    "713-853-1234",
    "15-year → 15 - year",
    "e-mail",
    "and/or → and / or",
    "http://www.a.org/b?c=d.html. → http://www.a.org/b?c=d.html .",
    "<a.b@c.com> → < a.b@c.com >",
    "Liquidweb.com",
    "report.doc",
    ":)",
    "great!!! → great !!!",
    "wait... → wait ...",
    "AT&T",
    '"Yes," → " Yes , "',
    "“Ja” → “ Ja ”",
    "-----",
    "naïve",
    "日本語",
    "👩‍👩‍👧! → 👩‍👩‍👧 !",
  ])("%s", (example) => {
    const [stretch = "", tokens = stretch] = example.split(" → ");
    expect(splitPunctuation(stretch)).toEqual(tokens.split(" "));
  });

  it("gives tokens that join to the stretch again, none empty", () => {
    fc.assert(
      fc.property(messyText, (text) => {
        const tokens = splitPunctuation(text.replace(/\s/g, ""));
        expect(tokens.join("")).toBe(text.replace(/\s/g, ""));
        expect(tokens).not.toContain("");
      }),
    );
  });

  it.skipIf(!hasCorpora)("finds the tokens of UD English EWT dev with an F1 of at least 0.985", () => {
    let expected = 0;
    let found = 0;
    let right = 0;
    for (const { tokens, text = "" } of readConllu(corpus("pos-en/ewt/en_ewt-ud-dev.conllu"))) {
      const gold = new Set(spansOf(tokens));
      const own = spansOf(text.split(/\s+/).flatMap((stretch) => splitPunctuation(stretch)));
      expected += gold.size;
      found += own.length;
      right += own.filter((span) => gold.has(span)).length;
    }
    expect(expected).toBe(25_147);
    expect((2 * right) / (expected + found)).toBeGreaterThan(0.985);
  });
});

/** Where each token lies in the text without its white space. */
function spansOf(tokens: readonly string[]): string[] {
  let end = 0;
  return tokens.map((token) => {
    const start = end;
    end += token.replace(/\s/g, "").length;
    return `${start}-${end}`;
  });
}
