import { Random } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { sampleLogUniform } from "./log-uniform.ts";

const SIZE = 30;
const COUNT = 6;
const SAMPLES = 4000;

describe("sampleLogUniform", () => {
  const random = new Random(9);
  const samples = Array.from({ length: SAMPLES }, () => sampleLogUniform(SIZE, COUNT, random));

  it("gives as many different classes as wanted, rising", () => {
    for (const { classes } of samples) {
      expect(classes).toHaveLength(COUNT);
      expect([...classes]).toEqual([...new Set(classes)].sort((a, b) => a - b));
      expect(classes[0]).toBeGreaterThanOrEqual(0);
      expect(classes[COUNT - 1]).toBeLessThan(SIZE);
    }
  });

  it("gives each class about as often as it says, the first the most often", () => {
    const seen = new Float64Array(SIZE);
    const expected = new Float64Array(SIZE);
    for (const sample of samples) {
      for (const c of sample.classes) seen[c] += 1 / SAMPLES;
      for (let c = 0; c < SIZE; c++) expected[c] += Math.exp(sample.logExpected(c)) / SAMPLES;
    }
    seen.forEach((share, c) => {
      expect(Math.abs(share - expected[c]), `class ${c}`).toBeLessThan(0.03);
    });
    expect(seen[0]).toBeGreaterThan(3 * seen[SIZE - 1]);
  });

  it("can give all", () => {
    expect([...sampleLogUniform(4, 4, random).classes]).toEqual([0, 1, 2, 3]);
  });
});
