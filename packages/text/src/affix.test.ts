import fc from "fast-check";
import { expect, it } from "vitest";
import { messyText } from "../test/arbitraries.ts";
import { lengthOf, prefixOf, suffixOf } from "./affix.ts";

it("cuts and counts by code points, never through a surrogate pair", () => {
  fc.assert(
    fc.property(messyText, fc.integer({ min: 1, max: 6 }), (text, n) => {
      const points = [...text];
      expect(prefixOf(text, n)).toBe(points.length < n ? "" : points.slice(0, n).join(""));
      expect(suffixOf(text, n)).toBe(points.length < n ? "" : points.slice(-n).join(""));
      expect(lengthOf(text, n)).toBe(Math.min(points.length, n));
    }),
  );
});
