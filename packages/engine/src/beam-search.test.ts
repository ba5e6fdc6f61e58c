import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type BranchingStepper, beamSearch } from "./beam-search.ts";
import { greedy } from "./greedy.ts";

const END = 0;
const START = 1;
let inUse = 0;

/** Each token's probabilities follow from the two before it. */
class Chain implements BranchingStepper<Chain> {
  readonly #table: readonly Float32Array[];
  readonly #size: number;
  #before = 0;
  #last = 0;

  constructor(table: readonly Float32Array[], before = 0, last = 0) {
    this.#table = table;
    this.#size = table[0].length;
    [this.#before, this.#last] = [before, last];
    inUse++;
  }

  step(id: number): void {
    [this.#before, this.#last] = [this.#last, id];
  }

  probabilities(): Float32Array {
    return this.#table[this.#before * this.#size + this.#last];
  }

  fork(): Chain {
    return new Chain(this.#table, this.#before, this.#last);
  }

  dispose(): void {
    inUse--;
  }
}

/** Probabilities over `size` tokens after each pair of tokens. */
function tables(size: number): fc.Arbitrary<Float32Array[]> {
  const row = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: size, maxLength: size });
  return fc.array(row, { minLength: size * size, maxLength: size * size }).map((rows) =>
    rows.map((counts) => {
      const sum = counts.reduce((a, b) => a + b, 0);
      return Float32Array.from(counts, (count) => count / sum);
    }),
  );
}

interface Found {
  readonly ids: readonly number[];
  readonly logProbability: number;
  readonly ended: boolean;
}

/** Every sequence of at most `maxSteps` steps. */
function all(chain: Chain, id: number, maxSteps: number, ids: readonly number[] = [], logProbability = 0): Found[] {
  if (maxSteps === 0) return [{ ids, logProbability, ended: false }];
  const next = chain.fork();
  next.step(id);
  return [...next.probabilities()].flatMap((p, token) => {
    const total = logProbability + Math.log(p);
    return token === END
      ? [{ ids, logProbability: total, ended: true }]
      : all(next, token, maxSteps - 1, [...ids, token], total);
  });
}

function score({ ids, logProbability, ended }: Found, alpha: number): number {
  return logProbability / (ids.length + (ended ? 1 : 0)) ** alpha;
}

const options = { start: START, end: END, maxSteps: 4 };

it("finds the best of all sequences where the beam holds them all", () => {
  fc.assert(
    fc.property(tables(3), fc.constantFrom(0, 0.7, 1), (table, lengthNormalisation) => {
      const chain = new Chain(table);
      const expected = all(chain, START, options.maxSteps);
      const beam = expected.length;
      const found = beamSearch(chain, { ...options, beam, lengthNormalisation });
      const best = expected.reduce((a, b) => (score(b, lengthNormalisation) > score(a, lengthNormalisation) ? b : a));
      expect(found).toHaveLength(beam);
      expect(found[0].score).toBeCloseTo(score(best, lengthNormalisation), 10);
      expect(found.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0)).toBeCloseTo(1, 5);
    }),
  );
});

it("is greedy with a beam of one", () => {
  fc.assert(
    fc.property(tables(4), (table) => {
      const [found] = beamSearch(new Chain(table), { ...options, beam: 1 });
      expect(found.ids).toEqual(greedy(new Chain(table), options));
    }),
  );
});

it("ranks by score, disposes of every fork and leaves the stepper as it was", () => {
  fc.assert(
    fc.property(tables(4), fc.integer({ min: 1, max: 9 }), (table, beam) => {
      const chain = new Chain(table);
      const before = inUse;
      const found = beamSearch(chain, { ...options, beam });
      expect(inUse).toBe(before);
      expect(chain.probabilities()).toBe(table[0]);
      expect(found.length).toBeLessThanOrEqual(beam);
      expect(found.map((each) => each.score)).toEqual(found.map((each) => each.score).sort((a, b) => b - a));
      for (const each of found) {
        expect(each.ids).not.toContain(END);
        expect(each.ended || each.ids.length === options.maxSteps).toBe(true);
      }
    }),
  );
});

it("prefers longer sequences the more lengths are normalised", () => {
  // After the start: the end at 0.4, else token 2 at 0.6, then the end at 0.6: 0.36 in all, but 0.6 a token.
  const row = (...p: number[]) => Float32Array.from(p);
  const table = [
    row(1, 0, 0),
    row(0.4, 0, 0.6),
    row(1, 0, 0),
    row(1, 0, 0),
    row(1, 0, 0),
    row(0.6, 0.2, 0.2),
    row(1, 0, 0),
    row(1, 0, 0),
    row(1, 0, 0),
  ];
  const ids = (lengthNormalisation: number) =>
    beamSearch(new Chain(table), { ...options, beam: 3, lengthNormalisation })[0].ids;
  expect(ids(0)).toEqual([]);
  expect(ids(1)).toEqual([2]);
});

it("ends greedily at the end or after maxSteps, and tells each token", () => {
  const certain = (id: number) => Float32Array.from({ length: 3 }, (_, k) => (k === id ? 1 : 0));
  const forever = new Chain(Array.from({ length: 9 }, () => certain(2)));
  expect(greedy(forever, options)).toEqual([2, 2, 2, 2]);
  const told: number[] = [];
  const once = new Chain(Array.from({ length: 9 }, (_, pair) => certain(pair % 3 === START ? 2 : END)));
  expect(greedy(once, { ...options, onToken: (id) => told.push(id) })).toEqual([2]);
  expect(told).toEqual([2, END]);
});

it("refuses a beam of nothing", () => {
  const chain = new Chain([Float32Array.of(1)]);
  for (const beam of [0, 1.5, Number.NaN]) {
    expect(codeOf(() => beamSearch(chain, { ...options, beam }))).toBe("INPUT_INVALID");
  }
});
