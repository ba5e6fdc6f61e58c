import { expect, it } from "vitest";
import { readContent } from "./read-content.ts";
import { taggingOptions } from "./tagging-options.ts";

const fields = taggingOptions({ input: "in", output: "out", key: "user" });

it("reads what a message asks for", () => {
  expect(readContent({ text: "hi" }, fields)).toEqual({ text: "hi", tokens: [], end: false });
  expect(readContent({ tokens: ["hi"], end: true }, fields)).toEqual({ text: "", tokens: ["hi"], end: true });
  expect(readContent({ text: "hi" }, { ...fields, sentences: true }).end).toBe(true);
});

it.each([
  ["MESSAGE_INVALID", {}],
  ["MESSAGE_INVALID", { text: 1 }],
  ["MESSAGE_INVALID", { tokens: [""] }],
  ["MESSAGE_INVALID", { tokens: ["x"], text: "x" }],
  ["MESSAGE_INVALID", { text: "x", end: 1 }],
  ["LIMIT_TEXT_PER_PUSH", { text: "x".repeat(16_385) }],
  ["LIMIT_TOKENS_PER_PUSH", { tokens: Array(4_097).fill("x") }],
  ["TOKEN_TOO_LONG", { tokens: ["x".repeat(1_025)] }],
])("refuses with %s", (code, message) => {
  expect(() => readContent(message, fields)).toThrow(expect.objectContaining({ code }));
});
