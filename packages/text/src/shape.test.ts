import { expect, it } from "vitest";
import { shapeOf } from "./shape.ts";

it.each([
  ["Bush", "Xxx"],
  ["NATO", "XX"],
  ["U.S.", "X.X."],
  ["don't", "xx'x"],
  ["1990s", "ddx"],
  ["--->", "-->"],
  ["Élan", "Xxx"],
  ["e\u0301te\u0301", "xx"],
  ["日本", "xx"],
  ["😀😀😀a", "😀😀x"],
  ["٣٤", "dd"],
  ["a-b-c-d-e-f-g-h-i-j", "x-x-x-x-x-x-x-x-"],
  ["\ud83d", "\ud83d"],
  ["", ""],
])("the shape of %j is %j", (token, shape) => {
  expect(shapeOf(token)).toBe(shape);
});
