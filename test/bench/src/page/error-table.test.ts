import { expect, test } from "vitest";
import { errorTable } from "./error-table.ts";

test("tells what the rounded weights alone do", () => {
  const ofWeights = { error: 1e-2, rootMeanSquare: 1e-3 };
  const [, , f32, int8] = errorTable([
    { name: "rivulet f32", error: 1e-6, rootMeanSquare: 1e-7 },
    { name: "rivulet int8", error: 2e-2, rootMeanSquare: 2e-3, ofWeights },
  ]).split("\n");
  expect(f32).toMatch(/\| +– \|/);
  expect(int8).toContain("1.00e-2 (1.00e-3)");
});

test("says of every bound whether the largest error keeps it, the mean alone, or neither", () => {
  const lines = errorTable([
    { name: "rivulet f32", error: 1e-6, rootMeanSquare: 1e-7 },
    { name: "rivulet int16", error: 1.0001e-3, rootMeanSquare: 2e-4 },
    { name: "rivulet int8", error: 2e-2, rootMeanSquare: 6e-3 },
  ]).split("\n");
  const cells = lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(5, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual([
    ["**met**", "met", "met"],
    ["not met", "**by the mean alone**", "met"],
    ["not met", "not met", "**not met**"],
  ]);
});
