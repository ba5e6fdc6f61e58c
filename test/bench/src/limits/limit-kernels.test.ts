import { expect, test } from "vitest";
import { loadLimitKernels, READ_TURN } from "./limit-kernels.ts";

const { plain, relaxed } = loadLimitKernels();

test("every number of the buffer is read, each time, times the first", () => {
  const start = plain.memory.buffer.byteLength;
  plain.memory.grow(1);
  const count = (10 * READ_TURN) / 4;
  const numbers = new Float32Array(plain.memory.buffer, start, count + 1);
  numbers.forEach((_, i) => {
    numbers[i] = i + 2;
  });
  // Whole numbers that floats hold exactly, in any order of adding.
  const sum = 2 * Array.from({ length: count }, (_, i) => i + 2).reduce((total, one) => total + one, 0);
  expect(plain.read(start, 10 * READ_TURN, 3)).toBe(3 * sum);
});

test("the arithmetic is what its name says: sums stay, or vanish, as zero operands have it", () => {
  const first = 66; // 0 + 1 + … + 11
  expect(plain.multiplyAddFloats(0)).toBe(first);
  expect(plain.multiplyAddFloats(5)).toBe(0); // sum ∗ 0 + 0
  expect(plain.multiplyAddIntegers(0)).toBe(first);
  expect(plain.multiplyAddIntegers(5)).toBe(0);
  if (relaxed === undefined) return;
  expect(relaxed.multiplyAddFloats(5)).toBe(first); // sum + 0 ∗ 0
  expect(relaxed.multiplyAddBytes(0)).toBe(first);
  expect(relaxed.multiplyAddBytes(5)).toBe(0);
});
