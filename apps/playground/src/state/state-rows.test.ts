import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joined, type StateRows, valuesByToken } from "./state-rows.ts";

const UNITS = 3;

/** Steps `first` to `first + count`; the value of a unit tells its step. */
function rows(first: number, count: number): StateRows {
  const tokens = Array.from({ length: count }, (_, i) => first + i);
  const values = Float32Array.from(
    { length: count * UNITS },
    (_, i) => first + Math.floor(i / UNITS) + (i % UNITS) / 8,
  );
  return { quantity: "hidden", units: UNITS, first, tokens, values };
}

describe("joined", () => {
  it("holds the last steps of all that came, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7)), fc.integer({ min: 1, max: 12 }), (counts, most) => {
        let all: StateRows | undefined;
        let steps = 0;
        for (const count of counts) {
          all = joined(all, rows(steps, count), most);
          steps += count;
        }
        const kept = Math.min(steps, most);
        if (all !== undefined) expect(all).toEqual(rows(steps - kept, kept));
      }),
    );
  });

  it("begins anew where the steps do not follow, or are of something else", () => {
    expect(joined(rows(0, 4), rows(9, 2), 10)).toEqual(rows(9, 2));
    const cell: StateRows = { ...rows(4, 2), quantity: "cell" };
    expect(joined(rows(0, 4), cell, 10)).toEqual(cell);
  });
});

describe("valuesByToken", () => {
  it("leaves out the steps of a sentence's end", () => {
    const { values } = rows(0, 3);
    expect(valuesByToken({ quantity: "hidden", units: UNITS, first: 0, tokens: [0, -1, 1], values }, 2)).toEqual(
      new Map([
        [0, 0.25],
        [1, 2.25],
      ]),
    );
  });
});
