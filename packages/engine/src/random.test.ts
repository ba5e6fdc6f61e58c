import fc from "fast-check";
import { expect, it } from "vitest";
import { Random } from "./random.ts";

function take<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

it("is xoshiro128** 1.1: the outputs of the authors' C program from the state 1, 2, 3, 4", () => {
  const random = new Random();
  random.state.set([1, 2, 3, 4]);
  expect(take(10, () => random.bits())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

it("stays what it was for a seed: training runs are known by theirs", () => {
  const first = (seed?: number) => {
    const random = new Random(seed);
    return take(3, () => random.bits());
  };
  expect(first()).toEqual([3809008728, 1133695204, 53579671]);
  expect(first(0)).toEqual(first());
  expect(first(42)).toEqual([2837322924, 544945897, 479756282]);
});

it("goes on from its state", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(50), (seed, drawn) => {
      const random = new Random(seed);
      take(drawn, () => random.bits());
      const other = new Random(1);
      other.state.set(random.state);
      expect(take(20, () => other.bits())).toEqual(take(20, () => random.bits()));
    }),
  );
});

it("gives each seed a sequence of its own, and the same one again", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 2 ** 32 - 1 }), (a, b) => {
      const [first, second, again] = [new Random(a), new Random(b), new Random()];
      again.seed(a);
      const bits = take(8, () => first.bits());
      expect(take(8, () => again.bits())).toEqual(bits);
      if (a !== b) expect(take(8, () => second.bits())).not.toEqual(bits);
    }),
  );
});

it("keeps to its ranges", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, below) => {
      const random = new Random(seed);
      for (let i = 0; i < 50; i++) {
        const [uniform, whole] = [random.next(), random.below(below)];
        expect(uniform >= 0 && uniform < 1).toBe(true);
        expect(Number.isInteger(whole) && whole >= 0 && whole < below).toBe(true);
        expect(Number.isFinite(random.normal())).toBe(true);
      }
    }),
  );
});

it("is finite where a uniform number is 0, and reaches every value", () => {
  const random = new Random(1);
  random.state.set([1, 0, 3, 4]); // the next output is 0
  expect(Number.isFinite(random.normal())).toBe(true);
  expect(new Set(take(200, () => random.below(5))).size).toBe(5);
});

it("has the mean and the deviation of its distributions", () => {
  const random = new Random(3);
  const count = 20_000;
  const moments = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count)];
  };
  const [uniformMean, uniformDeviation] = moments(take(count, () => random.next()));
  const [normalMean, normalDeviation] = moments(take(count, () => random.normal()));
  expect(uniformMean).toBeCloseTo(0.5, 1.5);
  expect(uniformDeviation).toBeCloseTo(Math.sqrt(1 / 12), 1.5);
  expect(normalMean).toBeCloseTo(0, 1.5);
  expect(normalDeviation).toBeCloseTo(1, 1.5);
});

it("shuffles in place: all stay, every order comes", () => {
  const random = new Random(5);
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const items = ["a", "b", "c"];
    expect(random.shuffle(items)).toBe(items);
    expect([...items].sort()).toEqual(["a", "b", "c"]);
    seen.add(items.join(""));
  }
  expect(seen.size).toBe(6);
});
