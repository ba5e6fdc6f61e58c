import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { MeteredBuffer } from "./metered-buffer.ts";
import { WorkBudget } from "./work-budget.ts";

/** A B-tree node that says to have `count` children. */
function node(count: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(new TextEncoder().encode("TREE"));
  new DataView(bytes.buffer).setUint16(6, count, true);
  return bytes;
}

describe("MeteredBuffer", () => {
  it("holds the bytes, and slices them", () => {
    const buffer = new MeteredBuffer(Uint8Array.of(1, 2, 3, 4, 5), new WorkBudget(10_000));
    expect([...new Uint8Array(buffer.slice(1, 4))]).toEqual([2, 3, 4]);
    expect([...new Uint8Array(buffer.slice(-2))]).toEqual([4, 5]);
    expect(buffer.byteLength).toBe(5);
  });

  it("ends when the slices, and slices of slices, are more than the budget", () => {
    const slices = (budget: number): string | undefined => {
      const buffer = new MeteredBuffer(new Uint8Array(1000), new WorkBudget(budget));
      return codeOf(() => {
        for (let i = 0; i < 10; i++) buffer.slice(0, 500).slice(0, 500);
      });
    };
    expect(slices(20_000)).toBeUndefined();
    expect(slices(15_000)).toBe("FILE_DAMAGED");
  });

  it("charges a list with the length that it states", () => {
    const read = (count: number): string | undefined => {
      const buffer = new MeteredBuffer(node(count), new WorkBudget(100_000));
      return codeOf(() => buffer.slice(0, 4));
    };
    expect(read(10)).toBeUndefined();
    expect(read(65_535)).toBe("FILE_DAMAGED");
  });
});
