import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messyText } from "../test/arbitraries.ts";
import { Featurizer } from "./featurizer.ts";
import type { FeaturizerConfig } from "./featurizer-config.ts";
import { fnv1a } from "./fnv1a.ts";

const config: FeaturizerConfig = {
  features: [
    { name: "word", kind: "word", lowercase: true, size: 4, source: { listed: ["cat", "😀b"] } }, // ids 0 to 4
    { name: "prefix2", kind: "prefix", n: 2, size: 3, source: { listed: ["Ca", "😀b"] } }, // 5 to 9
    { name: "suffix3", kind: "suffix", n: 3, size: 2, source: { buckets: 10 } }, // 10 to 22
    { name: "shape", kind: "shape", size: 2, source: { listed: ["Xxx"] } }, // 23 to 26
    { name: "length", kind: "length", size: 1 }, // 27 to 49
  ],
};

describe("Featurizer", () => {
  const featurizer = new Featurizer(config);
  const idsOf = (token: string) => {
    const ids = new Int32Array(featurizer.idsPerToken);
    featurizer.featurize(token, ids);
    return [...ids];
  };

  it("lays out the tables one after the other", () => {
    expect(featurizer.tables).toEqual([
      { name: "word", rows: 5, size: 4 },
      { name: "prefix2", rows: 5, size: 3 },
      { name: "suffix3", rows: 13, size: 2 },
      { name: "shape", rows: 4, size: 2 },
      { name: "length", rows: 23, size: 1 },
    ]);
    expect(featurizer.offsets).toEqual([0, 5, 10, 23, 27]);
    expect(featurizer.totalRows).toBe(50);
    expect(featurizer.idsPerToken).toBe(5);
  });

  it("gives listed values, buckets and lengths their rows", () => {
    expect(idsOf("Cats")).toEqual([0, 8, 13 + (fnv1a("ats") % 10), 26, 30 + 3]);
    expect(idsOf("CAT")).toEqual([3, 5, 13 + (fnv1a("CAT") % 10), 23, 30 + 2]);
  });

  it("tells unknown from too short, and counts code points", () => {
    expect(idsOf("😀b")).toEqual([4, 9, 11, 23, 30 + 1]);
    expect(idsOf("x")).toEqual([0, 6, 11, 23, 30]);
    expect(idsOf("")).toEqual([1, 6, 11, 24, 28]);
    expect(idsOf("extraordinarily")[4]).toBe(30 + 14);
    expect(idsOf("electroencephalographically")[4]).toBe(30 + 19);
  });

  it("has an end-of-sentence row in every table, and writes where it is told", () => {
    const ids = new Int32Array(7).fill(-1);
    featurizer.end(ids, 1);
    expect([...ids]).toEqual([-1, 2, 7, 12, 25, 29, -1]);
  });

  it("gives every token one id inside each table, the same from a copy of its configuration", () => {
    const copy = new Featurizer(JSON.parse(JSON.stringify(featurizer.config)));
    const again = new Int32Array(copy.idsPerToken);
    fc.assert(
      fc.property(messyText, (token) => {
        const ids = idsOf(token);
        copy.featurize(token, again);
        expect([...again]).toEqual(ids);
        for (const [k, id] of ids.entries()) {
          const row = id - (featurizer.offsets[k] ?? 0);
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThan(featurizer.tables[k]?.rows ?? 0);
        }
      }),
    );
  });

  it("refuses an array without room", () => {
    const refused = expect.objectContaining({ code: "INPUT_INVALID" });
    expect(() => featurizer.featurize("a", new Int32Array(4))).toThrow(refused);
    expect(() => featurizer.end(new Int32Array(5), 1)).toThrow(refused);
  });
});
