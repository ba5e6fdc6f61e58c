import fc from "fast-check";
import { expect, it } from "vitest";
import { keylessToken, keyToken, partitionOf } from "./key-token.ts";

const key = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.constantFrom("a", "=", "=YQ", "é", "a.b", " ", "*", ">", "=.0"),
);

it("is one token of a subject for any key, and another for each", () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(keyToken(a)).toMatch(/^[A-Za-z0-9_=-]+$/);
      expect(keyToken(a) === keyToken(b)).toBe(a === b);
      expect(keyToken(a)).not.toBe(keylessToken(0));
    }),
  );
});

it("leaves plain keys as they are", () => {
  expect(keyToken("user-17_B")).toBe("user-17_B");
});

it("spreads keys over all partitions, each key in one", () => {
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 4_000; index++) counts[partitionOf(`user-${index}`, 4)]++;
  for (const count of counts) expect(count).toBeGreaterThan(800);
});
