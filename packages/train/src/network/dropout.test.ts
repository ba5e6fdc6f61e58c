import { Random } from "@rivulet/engine";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dropoutMasks } from "./dropout.ts";

it("gives no masks where nothing is dropped, and draws nothing", () => {
  const random = new Random(3);
  expect(dropoutMasks(0, 4, 5, random)).toBeUndefined();
  expect(random.next()).toBe(new Random(3).next());
});

it("gives one mask a sequence of 0 and 1/(1 − probability), another for each", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.nat(), (probability, seed) => {
      const masks = dropoutMasks(probability, 3, 40, new Random(seed)) ?? [];
      expect(masks.map(({ length }) => length)).toEqual([40, 40, 40]);
      const keep = Math.fround(1 / (1 - probability));
      for (const mask of masks) for (const value of mask) expect([0, keep]).toContain(value);
    }),
  );
  const [one, other] = dropoutMasks(0.5, 2, 40, new Random(1)) ?? [];
  expect(one).not.toEqual(other);
});

it("keeps the mean: within five standard errors of 1", () => {
  for (const probability of [0.1, 0.35, 0.5, 0.9]) {
    const [mask] = dropoutMasks(probability, 1, 50_000, new Random(9)) ?? [];
    const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
    const error = Math.sqrt(probability / (1 - probability) / mask.length);
    expect(Math.abs(mean - 1)).toBeLessThan(5 * error);
  }
});
