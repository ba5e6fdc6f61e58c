import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientMessage, serverMessage } from "../test/arbitrary-messages.ts";
import { chooseSubprotocol, codecFor, subprotocols } from "./codecs.ts";
import { decodeClientMessage, decodeServerMessage } from "./decode.ts";
import { frameBytes } from "./frame-bytes.ts";
import { defaultLimits } from "./limits.ts";

describe.each(subprotocols)("%s", (subprotocol) => {
  const codec = codecFor(subprotocol);

  it("carries every client message unchanged", () => {
    fc.assert(
      fc.property(clientMessage, (message) => {
        expect(decodeClientMessage(codec, codec.encode(message), defaultLimits)).toEqual(message);
      }),
    );
  });

  it("carries every server message unchanged, probabilities to the bit", () => {
    fc.assert(
      fc.property(serverMessage, (message) => {
        expect(decodeServerMessage(codec, codec.encode(message), defaultLimits)).toEqual(message);
      }),
    );
  });

  it("keeps earlier frames when later ones are encoded", () => {
    const first = codec.encode({ type: "flush", session: "a", seq: 1 });
    const kept = typeof first === "string" ? first : first.slice();
    for (let seq = 2; seq < 2000; seq++) codec.encode({ type: "flush", session: "another one", seq });
    expect(first).toEqual(kept);
  });

  it("refuses the other codec's frames", () => {
    const other = codecFor(subprotocols.find((name) => name !== subprotocol) ?? subprotocol);
    const frame = other.encode({ type: "flush", session: "a", seq: 1 });
    expect(() => codec.decode(frame, defaultLimits)).toThrow(expect.objectContaining({ code: "FRAME_MALFORMED" }));
  });

  it("refuses a frame one byte over the limit and takes one at it", () => {
    const frame = codec.encode({ type: "push", session: "ä", seq: 1, text: "日本 👍" });
    const bytes = frameBytes(frame);
    expect(codec.decode(frame, { frameBytes: bytes, nestingDepth: 8 })).toMatchObject({ text: "日本 👍" });
    expect(() => codec.decode(frame, { frameBytes: bytes - 1, nestingDepth: 8 })).toThrow(
      expect.objectContaining({ code: "FRAME_TOO_LARGE" }),
    );
  });
});

it("broken JSON is refused in words that can be sent back, wherever it holds surrogate pairs", () => {
  for (let length = 0; length < 60; length++) {
    const frame = `${"x".repeat(length)}${"👍".repeat(40)}`;
    let message = "";
    try {
      codecFor("rivulet.v1.json").decode(`{"text":${frame}}`, defaultLimits);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/FRAME_MALFORMED|can not be decoded/);
    expect(message).not.toMatch(/\p{Cs}/u);
  }
});

describe("frameBytes", () => {
  it("is the length in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(frameBytes(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});

describe("chooseSubprotocol", () => {
  it("takes the first offer that is ours", () => {
    expect(chooseSubprotocol(["graphql-ws", "rivulet.v1.json", "rivulet.v1.msgpack"])).toBe("rivulet.v1.json");
    expect(chooseSubprotocol(["rivulet.v2.json", "toString"])).toBeUndefined();
  });
});
