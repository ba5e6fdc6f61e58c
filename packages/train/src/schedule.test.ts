import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScheduleOptions, scheduleFactor } from "./schedule.ts";

const schedules = fc.record({
  kind: fc.constantFrom<ScheduleOptions["kind"]>("cosine", "linear", "constant"),
  warmup: fc.nat(50),
  floor: fc.double({ min: 0, max: 1, noNaN: true }),
});
const lengths = fc.integer({ min: 1, max: 200 });

describe("scheduleFactor", () => {
  it("rises in a line from 0 to 1 over the warm-up", () => {
    fc.assert(
      fc.property(schedules, lengths, (schedule, more) => {
        const total = schedule.warmup + more;
        for (let update = 1; update <= schedule.warmup; update++) {
          expect(scheduleFactor(schedule, update, total)).toBe(update / schedule.warmup);
        }
      }),
    );
  });

  it("then never rises, ends at the floor (1 if constant) and stays there", () => {
    fc.assert(
      fc.property(schedules, lengths, (schedule, more) => {
        const total = schedule.warmup + more;
        let before = 1;
        for (let update = schedule.warmup + 1; update <= total; update++) {
          const factor = scheduleFactor(schedule, update, total);
          expect(factor).toBeLessThanOrEqual(before + 1e-12);
          before = factor;
        }
        const end = schedule.kind === "constant" ? 1 : schedule.floor;
        expect(before).toBeCloseTo(end, 12);
        expect(scheduleFactor(schedule, total + 7, total)).toBeCloseTo(end, 12);
      }),
    );
  });

  it("is half-way down in the middle, and the cosine is slower than the line at first", () => {
    const at = (kind: ScheduleOptions["kind"], update: number) =>
      scheduleFactor({ kind, warmup: 10, floor: 0.2 }, update, 110);
    expect(at("cosine", 60)).toBeCloseTo(0.6, 12);
    expect(at("linear", 60)).toBeCloseTo(0.6, 12);
    expect(at("cosine", 35)).toBeCloseTo(0.2 + 0.8 * ((1 + Math.SQRT1_2) / 2), 12);
    expect(at("linear", 35)).toBeCloseTo(0.8, 12);
  });
});
