import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobOf } from "./job.ts";
import { readInput } from "./read-input.ts";

const job = jobOf({ input: "in", output: "out", key: "user.id" });
const read = (value: unknown) => readInput(new TextEncoder().encode(JSON.stringify(value)), job);

describe("a message", () => {
  it("says its key, also a number and in a field of a field, and what it asks for", () => {
    expect(read({ user: { id: "a" }, text: "hi" })).toEqual({
      key: "a",
      content: { text: "hi", tokens: [], end: false },
    });
    expect(read({ user: { id: 7 }, tokens: ["hi"], end: true })).toEqual({
      key: "7",
      content: { text: "", tokens: ["hi"], end: true },
    });
  });

  it.each([
    ["FRAME_MALFORMED", undefined, "not JSON"],
    ["MESSAGE_INVALID", undefined, "[1]"],
    ["MESSAGE_INVALID", undefined, '{"text":"x"}'],
    ["MESSAGE_INVALID", undefined, '{"user":{"id":""},"text":"x"}'],
    ["MESSAGE_INVALID", undefined, '{"user":{"id":"\\ud800"},"text":"x"}'],
    ["MESSAGE_INVALID", undefined, `{"user":{"id":"${"k".repeat(257)}"},"text":"x"}`],
    ["MESSAGE_INVALID", "a", '{"user":{"id":"a"}}'],
    ["MESSAGE_INVALID", "a", '{"user":{"id":"a"},"text":1}'],
    ["MESSAGE_INVALID", "a", '{"user":{"id":"a"},"tokens":[""]}'],
    ["MESSAGE_INVALID", "a", '{"user":{"id":"a"},"tokens":["x"],"text":"x"}'],
    ["MESSAGE_INVALID", "a", '{"user":{"id":"a"},"text":"x","end":1}'],
    ["LIMIT_TEXT_PER_PUSH", "a", `{"user":{"id":"a"},"text":"${"x".repeat(16_385)}"}`],
    ["LIMIT_TOKENS_PER_PUSH", "a", JSON.stringify({ user: { id: "a" }, tokens: Array(4_097).fill("x") })],
    ["TOKEN_TOO_LONG", "a", JSON.stringify({ user: { id: "a" }, tokens: ["x".repeat(1_025)] })],
  ])("is refused with %s, of key %s", (code, key, text) => {
    const input = readInput(new TextEncoder().encode(text), job);
    expect(input.error).toMatchObject({ code });
    expect(input.key).toBe(key);
    expect(input.content).toBeUndefined();
  });

  it("of any bytes is read or refused", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (data) => {
          const { content, error } = readInput(data, job);
          expect(content === undefined).toBe(error !== undefined);
        },
      ),
    );
  });
});
