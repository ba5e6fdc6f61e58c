import { ctcLoss, relativeError } from "@rivulet/engine/reference";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignCtc } from "./ctc-alignment.ts";

const CLASSES = 4;

/** Logits of some steps, a blank, and labels that the steps can say. */
const cases = fc
  .tuple(
    fc.array(fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }), {
      minLength: 1,
      maxLength: 9,
    }),
    fc.nat(CLASSES - 1),
    fc.array(fc.nat(CLASSES - 1), { maxLength: 4 }),
  )
  .map(([rows, blank, labels]) => ({
    rows: rows.map((row) => Float32Array.from(row)),
    blank,
    labels: labels.filter((label) => label !== blank),
  }))
  .filter(({ rows, labels }) => labels.reduce((sum, c, i) => sum + (c === labels[i - 1] ? 2 : 1), 0) <= rows.length);

describe("alignCtc", () => {
  it("gives the reference's loss and, in place of the logits, its gradient times scale", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.1, max: 3, noNaN: true }), ({ rows, blank, labels }, scale) => {
        const expected = ctcLoss(
          rows.map((row) => Float64Array.from(row)),
          labels,
          blank,
        );
        expect(Math.abs(alignCtc(rows, labels, blank, scale) - expected.value)).toBeLessThanOrEqual(1e-9);
        const wanted = expected.dLogits.flatMap((d) => [...d.map((x) => scale * x)]);
        const came = rows.flatMap((row) => [...row]);
        expect(Math.max(...came.map((x, i) => Math.abs(x - wanted[i])))).toBeLessThanOrEqual(1e-6);
      }),
    );
  });

  it("stays finite over thousands of steps, whose probabilities no double holds", () => {
    const rows = Array.from({ length: 3000 }, (_, t) =>
      Float32Array.from({ length: CLASSES }, (_, k) => 5 * Math.sin(t + 3 * k)),
    );
    const before = rows.map((row) => row.slice());
    const labels = Array.from({ length: 400 }, (_, i) => i % (CLASSES - 1));
    const loss = alignCtc(rows, labels, CLASSES - 1, 1);
    expect(loss).toBeGreaterThan(745); // e^−745 is the least double
    expect(loss).toBeLessThan(1e5);
    for (const row of rows) expect(Math.abs(row.reduce((a, b) => a + b))).toBeLessThan(1e-5);
    expect(
      relativeError(
        rows.flatMap((row) => [...row]),
        before.flatMap((row) => [...row]),
      ),
    ).toBeGreaterThan(0.1);
  });

  it("is infinite where the steps can not say the labels, NaN where a logit is", () => {
    expect(alignCtc([new Float32Array(3)], [0, 0], 2, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(alignCtc([Float32Array.of(0, Number.NaN, 0)], [0], 2, 1)).toBeNaN();
  });
});
