import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readInput } from "./read-input.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a message", () => {
  it("says its key, also a number and in a field of a field", () => {
    const message = { user: { id: "a" }, text: "hi" };
    expect(readInput(encode(JSON.stringify(message)), "user.id")).toEqual({ key: "a", message });
    expect(readInput(encode('{"user":7}'), "user")).toEqual({ key: "7", message: { user: 7 } });
  });

  it.each([
    ["FRAME_MALFORMED", "not JSON"],
    ["MESSAGE_INVALID", "[1]"],
    ["MESSAGE_INVALID", '{"text":"x"}'],
    ["MESSAGE_INVALID", '{"user":{"id":""},"text":"x"}'],
    ["MESSAGE_INVALID", '{"user":{"id":"\\ud800"},"text":"x"}'],
    ["MESSAGE_INVALID", `{"user":{"id":"${"k".repeat(257)}"},"text":"x"}`],
  ])("is refused with %s", (code, text) => {
    expect(readInput(encode(text), "user.id")).toEqual({ error: expect.objectContaining({ code }) });
  });

  it("of any bytes is read or refused", () => {
    const data = fc.oneof(fc.uint8Array(), fc.json().map(encode));
    fc.assert(
      fc.property(data, (bytes) => {
        const input = readInput(bytes, "user");
        expect("message" in input).toBe(!("error" in input));
      }),
    );
  });
});
