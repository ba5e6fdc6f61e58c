import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KnownWords } from "./known-words.ts";

describe("KnownWords", () => {
  it("has every form that it was made of, also after JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (forms) => {
        const known = KnownWords.of(forms);
        const back = KnownWords.fromJSON(JSON.parse(JSON.stringify(known)));
        expect(back.size).toBe(known.size);
        for (const form of forms) expect(known.has(form) && back.has(form)).toBe(true);
      }),
    );
  });

  it("tells other forms apart, but not other cases", () => {
    const known = KnownWords.of(["cat", "Dog", "Cat"]);
    expect(known.size).toBe(2);
    expect(["cat", "CAT", "dog", "cow", ""].map((form) => known.has(form))).toEqual([true, true, true, false, false]);
    expect(KnownWords.of([]).has("cat")).toBe(false);
  });

  it("writes little-endian hashes in ascending order", () => {
    const bytes = Buffer.from(KnownWords.of(["foobar", "a"]).toJSON(), "base64");
    expect([bytes.readUInt32LE(0), bytes.readUInt32LE(4)]).toEqual([0xbf9cf968, 0xe40c292c]);
  });

  it.each([undefined, 3, "###", "AAAA", "AQAAAAAAAAA="])("refuses %j", (json) => {
    expect(() => KnownWords.fromJSON(json)).toThrow(expect.objectContaining({ code: "VOCABULARY_INVALID" }));
  });
});
