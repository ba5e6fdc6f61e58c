import fc from "fast-check";
import { expect, it } from "vitest";
import { shareOf } from "./leases.ts";

it("gives every partition to somebody, and to nobody two more than to another", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(100), (names, partitions) => {
      const workers = names.toSorted();
      const shares = workers.map((worker) => shareOf(worker, workers, partitions));
      expect(shares.reduce((sum, share) => sum + share)).toBe(partitions);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
  expect(shareOf("a stranger", ["a"], 4)).toBe(0);
});
