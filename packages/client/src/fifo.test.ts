import fc from "fast-check";
import { expect, it } from "vitest";
import { Fifo } from "./fifo.ts";

it("gives back what was put in, in order, however the two are interleaved", () => {
  const moves = fc.array(fc.integer({ min: -900, max: 1000 }), { maxLength: 20 });
  fc.assert(
    fc.property(moves, (counts) => {
      const fifo = new Fifo<number>();
      const expected: number[] = [];
      let next = 0;
      for (const count of counts) {
        for (let index = 0; index < count; index++) {
          fifo.push(next);
          expected.push(next++);
        }
        for (let index = 0; index > count; index--) {
          expect([fifo.at(-1), fifo.at(0), fifo.at(9)]).toEqual([undefined, expected[0], expected[9]]);
          expect(fifo.shift()).toBe(expected.shift());
        }
        expect(fifo.size).toBe(expected.length);
      }
    }),
  );
});
