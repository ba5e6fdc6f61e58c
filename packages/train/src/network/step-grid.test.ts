import fc from "fast-check";
import { expect, it } from "vitest";
import type { Sequence } from "../sequence.ts";
import { StepGrid } from "./step-grid.ts";

const sequences = fc.array(
  fc.nat(12).map((steps): Sequence => ({ steps, targets: [] })),
  { maxLength: 12 },
);

it("numbers every step of every sequence once, time by time, the running sequences first", () => {
  fc.assert(
    fc.property(sequences, (batch) => {
      const grid = new StepGrid(batch);
      const visits: [n: number, job: number, t: number][] = [];
      grid.forEach((n, job, t) => {
        visits.push([n, job, t]);
      });
      expect(visits.map(([n]) => n)).toEqual(visits.map((_, i) => i));
      expect(grid.steps).toBe(batch.reduce((sum, { steps }) => sum + steps, 0));
      expect(visits).toHaveLength(grid.steps);
      expect(grid.times).toBe(Math.max(0, ...batch.map(({ steps }) => steps)));
      grid.sequences.forEach(({ steps }, job) => {
        const times = visits.filter((visit) => visit[1] === job).map(([, , t]) => t);
        expect(times).toEqual(Array.from({ length: steps }, (_, t) => t));
      });
      expect(new Set(grid.sequences)).toEqual(new Set(batch));
    }),
  );
});

it("lets sequences only ever end: active falls to 0 behind the last time, and does not reorder its argument", () => {
  fc.assert(
    fc.property(sequences, (batch) => {
      const order = [...batch];
      const { active, start, times } = new StepGrid(batch);
      expect(batch).toEqual(order);
      expect(active).toHaveLength(times + 1);
      expect(active[times]).toBe(0);
      for (let t = 0; t < times; t++) {
        expect(active[t]).toBeGreaterThanOrEqual(active[t + 1]);
        if (t > 0) expect(start[t]).toBe(start[t - 1] + active[t - 1]);
      }
    }),
  );
});
