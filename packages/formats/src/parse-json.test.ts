import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countJson, parseJson } from "./parse-json.ts";

/** Values in a value, itself counted, and pairs. */
function count(value: unknown): { pairs: number; values: number } {
  if (typeof value !== "object" || value === null) return { pairs: 0, values: 1 };
  const parts = Object.values(value).map(count);
  return {
    pairs: parts.reduce((sum, { pairs }) => sum + pairs, Array.isArray(value) ? 0 : parts.length),
    values: parts.reduce((sum, { values }) => sum + values, 1),
  };
}

describe("JSON of a file", () => {
  it("parses as it does elsewhere, its pairs counted and its values bounded", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        expect(parseJson(json, "x")).toEqual(JSON.parse(json));
        const counted = countJson(json);
        const { pairs, values } = count(JSON.parse(json));
        expect(counted.pairs).toBe(pairs);
        expect(counted.values).toBeGreaterThanOrEqual(values);
      }),
    );
  });

  it("is refused where it is none, and where it holds too much", () => {
    expect(codeOf(() => parseJson("{", "x"))).toBe("FILE_DAMAGED");
    expect(codeOf(() => parseJson("[1,2,3]", "x", 4))).toBe(undefined);
    expect(codeOf(() => parseJson("[1,2,3]", "x", 3))).toBe("FILE_TOO_LARGE");
    expect(codeOf(() => parseJson("[".repeat(2 ** 21), "x"))).toBe("FILE_TOO_LARGE");
    expect(codeOf(() => parseJson(JSON.stringify(",[{".repeat(2 ** 20)), "x"))).toBe(undefined);
  });
});
