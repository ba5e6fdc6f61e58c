import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CtcBeam, CtcGreedy } from "./ctc-decode.ts";

/** Probabilities of 3 classes over some steps. */
const steps = fc.array(
  fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 }).map((weights) => {
    const sum = weights.reduce((a, b) => a + b);
    return Float32Array.from(weights, (weight) => weight / sum);
  }),
  { minLength: 1, maxLength: 6 },
);

/** ln p of everything that can be said, by going through all paths. */
function everyReading(rows: readonly Float32Array[], blank: number): Map<string, number> {
  const readings = new Map<string, number>();
  for (let path = 0; path < 3 ** rows.length; path++) {
    const classes = rows.map((_, t) => Math.floor(path / 3 ** t) % 3);
    const labels = classes.filter((c, t) => c !== blank && c !== classes[t - 1]).join();
    const p = classes.reduce((product, c, t) => product * rows[t][c], 1);
    readings.set(labels, (readings.get(labels) ?? 0) + p);
  }
  return readings;
}

describe("CtcGreedy", () => {
  const say = (classes: readonly number[], greedy = new CtcGreedy(2)) =>
    classes.map((c) => greedy.step(Float32Array.from([0, 1, 2], (k) => (k === c ? 1 : 0)))).filter((c) => c >= 0);

  it("lets repeats fall together and blanks fall out", () => {
    expect(say([2, 0, 0, 2, 0, 1, 1, 0, 2])).toEqual([0, 0, 1, 0]);
    expect(say([2, 2])).toEqual([]);
  });

  it("begins anew after reset", () => {
    const greedy = new CtcGreedy(2);
    expect(say([0], greedy)).toEqual([0]);
    expect(say([0], greedy)).toEqual([]);
    greedy.reset();
    expect(say([0], greedy)).toEqual([0]);
  });
});

describe("CtcBeam", () => {
  it("knows the probability of every reading where nothing is left out", () => {
    fc.assert(
      fc.property(steps, fc.nat(2), (rows, blank) => {
        const beam = new CtcBeam(blank, 1000);
        for (const row of rows) beam.step(row);
        const expected = everyReading(rows, blank);
        const readings = beam.readings();
        expect(readings).toHaveLength(expected.size);
        for (const { labels, logProbability } of readings) {
          expect(logProbability).toBeCloseTo(Math.log(expected.get(labels.join()) as number), 9);
        }
        expect(readings[0].logProbability).toBe(Math.max(...readings.map((reading) => reading.logProbability)));
      }),
    );
  });

  it("finds what the greedy reading misses, and keeps no more than its width", () => {
    // Blank is the best of each step, but the paths that say 0 add up to more.
    const rows = [Float32Array.of(0.4, 0, 0.6), Float32Array.of(0.4, 0, 0.6)];
    const greedy = new CtcGreedy(2);
    expect(rows.map((row) => greedy.step(row))).toEqual([-1, -1]);
    const beam = new CtcBeam(2, 2);
    for (const row of rows) beam.step(row);
    expect(beam.readings()).toHaveLength(2);
    expect(beam.readings()[0].labels).toEqual([0]);
    expect(beam.readings()[0].logProbability).toBeCloseTo(Math.log(0.64), 6);
    beam.reset();
    expect(beam.readings()).toEqual([{ labels: [], logProbability: 0 }]);
  });
});
