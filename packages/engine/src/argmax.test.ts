import { expect, it } from "vitest";
import { argmax } from "./argmax.ts";

it.each([
  [[0.2, 0.5, 0.3], 1],
  [[-1, -3, -1], 0],
  [[7], 0],
  [[1, 2, 2], 1],
])("the largest of %j is number %i", (values, best) => {
  expect(argmax(Float32Array.from(values))).toBe(best);
});
