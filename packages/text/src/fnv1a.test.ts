import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fnv1a } from "./fnv1a.ts";

describe("fnv1a", () => {
  // From the test vectors of draft-eastlake-fnv.
  it.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("hashes %j as published", (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });

  it("is FNV-1a of the bytes that TextEncoder gives", () => {
    const lone = fc.constantFrom("\ud83d", "\udc69", "\udbff\ud83d\udc69");
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "binary" }), lone)), (parts) => {
        const text = parts.join("");
        let hash = 0x811c9dc5n;
        for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn;
        expect(fnv1a(text)).toBe(Number(hash));
      }),
    );
  });
});
