import fc from "fast-check";
import { expect, it } from "vitest";
import { ReadyQueue } from "./ready-queue.ts";

it("gives what was added in its order, and what is added again while it stands there once", () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.nat({ max: 9 }) }) },
    { weight: 1, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 4 }) }) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const items = Array.from({ length: 10 }, (_, id) => ({ id, isQueued: false }));
      const queue = new ReadyQueue<(typeof items)[number]>();
      const expected: number[] = [];
      for (const step of actions) {
        if ("add" in step) {
          queue.add(items[step.add]);
          if (!expected.includes(step.add)) expected.push(step.add);
        } else {
          expect(queue.take(step.take).map(({ id }) => id)).toEqual(expected.splice(0, step.take));
        }
        expect(queue.size).toBe(expected.length);
      }
    }),
  );
});

it("gives back the places of those that went, where it is never empty", () => {
  const queue = new ReadyQueue<{ isQueued: boolean }>();
  const first = { isQueued: false };
  queue.add(first);
  for (let turn = 0; turn < 10_000; turn++) {
    const next = { isQueued: false };
    queue.add(next);
    expect(queue.take(1)).toHaveLength(1);
    expect(queue.size).toBe(1);
  }
  expect(queue.take(2)).toHaveLength(1);
});
