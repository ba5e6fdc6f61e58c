import { announce, codecFor, defaultLimits, frameBytes, subprotocols } from "@rivulet/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText } from "./split-text.ts";
import { splitTokens } from "./split-tokens.ts";

describe("splitText", () => {
  it("cuts any text into pieces within the limit that are well-formed and make the text again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 9 }), (text, limit) => {
        const pieces = splitText(text, limit);
        expect(pieces.join("")).toBe(text);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit);
          expect(piece).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });
});

describe("splitTokens", () => {
  const limits = { ...announce(defaultLimits), tokensPerPush: 5, tokenLength: 100, frameBytes: 2000 };

  it("packs tokens into pushes within every limit, in order", () => {
    const token = fc.string({ unit: "binary", minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        const pushes = splitTokens(tokens, limits);
        expect(pushes.flat()).toEqual(tokens);
        for (const part of pushes) {
          expect(part.length).toBeLessThanOrEqual(5);
          for (const subprotocol of subprotocols) {
            const session = "s".repeat(64);
            const frame = codecFor(subprotocol).encode({ type: "push", session, seq: 2 ** 52, tokens: part });
            expect(frameBytes(frame)).toBeLessThanOrEqual(2000);
          }
        }
      }),
    );
  });

  it("refuses a token over the limit", () => {
    expect(() => splitTokens(["x".repeat(101)], limits)).toThrow(expect.objectContaining({ code: "TOKEN_TOO_LONG" }));
  });
});
