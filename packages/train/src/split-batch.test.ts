import fc from "fast-check";
import { expect, it } from "vitest";
import { splitBatch } from "./split-batch.ts";

const sequence = fc.integer({ min: 1, max: 80 }).map((steps) => ({ steps, targets: [] }));

it("deals every sequence to one shard; shards differ by no more than the longest sequence", () => {
  fc.assert(
    fc.property(fc.array(sequence, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (batch, shards) => {
      const parts = splitBatch(batch, shards);
      expect(parts).toHaveLength(shards);
      expect(new Set(parts.flat())).toEqual(new Set(batch));
      expect(parts.flat()).toHaveLength(batch.length);
      const steps = parts.map((part) => part.reduce((sum, item) => sum + item.steps, 0));
      const longest = Math.max(0, ...batch.map((item) => item.steps));
      expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(longest);
    }),
  );
});

it("lets one long sequence have a shard of its own, as many short ones weigh as much", () => {
  const batch = [1, 1, 1, 9, 1, 1, 1, 1, 1, 1].map((steps) => ({ steps, targets: [] }));
  const [first, second] = splitBatch(batch, 2);
  expect(first.map(({ steps }) => steps)).toEqual([9]);
  expect(second).toHaveLength(9);
});
