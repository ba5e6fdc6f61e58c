import { type ErrorCode, RivuletError } from "@rivulet/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientMessage } from "../test/arbitrary-messages.ts";
import { codecFor, subprotocols } from "./codecs.ts";
import { decodeClientMessage, decodeServerMessage } from "./decode.ts";
import { defaultLimits } from "./limits.ts";
import { RefusedMessage } from "./refused-message.ts";

const json = codecFor("rivulet.v1.json");
const msgpack = codecFor("rivulet.v1.msgpack");

function refusal(value: unknown): RivuletError {
  try {
    decodeClientMessage(json, JSON.stringify(value), defaultLimits);
  } catch (error) {
    if (error instanceof RivuletError) return error;
    throw error;
  }
  throw new Error("was taken");
}

describe("decodeClientMessage", () => {
  const token = "x".repeat(defaultLimits.tokenLength + 1);
  const cases: [string, unknown, ErrorCode, string][] = [
    ["no map", [1], "MESSAGE_INVALID", "expected a map, came an array of 1"],
    ["no type", {}, "MESSAGE_UNKNOWN", "came nothing"],
    ["another type", { type: "sing" }, "MESSAGE_UNKNOWN", 'came "sing"'],
    ["a type of Object.prototype", { type: "toString" }, "MESSAGE_UNKNOWN", 'came "toString"'],
    ["open without session", { type: "open" }, "MESSAGE_INVALID", "expected session to be a string"],
    ["a long session", { type: "open", session: "s".repeat(65) }, "MESSAGE_INVALID", "came a string of length 65"],
    [
      "seq 0",
      { type: "flush", session: "a", seq: 0 },
      "MESSAGE_INVALID",
      "expected seq to be an integer of at least 1",
    ],
    ["seq 1.5", { type: "flush", session: "a", seq: 1.5 }, "MESSAGE_INVALID", "came 1.5"],
    ["push of nothing", { type: "push", session: "a", seq: 1 }, "MESSAGE_INVALID", "expected tokens to be an array"],
    ["push of no token", { type: "push", session: "a", seq: 1, tokens: [] }, "MESSAGE_INVALID", "at least one"],
    ["push of both", { type: "push", session: "a", seq: 1, text: "a", tokens: ["a"] }, "MESSAGE_INVALID", "both"],
    ["a token that is none", { type: "push", session: "a", seq: 1, tokens: [7] }, "MESSAGE_INVALID", "tokens[0]"],
    ["half a pair", { type: "push", session: "a", seq: 1, text: "\ud83d" }, "MESSAGE_INVALID", "well-formed"],
    ["too many", { type: "push", session: "a", seq: 1, tokens: Array(257).fill("a") }, "LIMIT_TOKENS_PER_PUSH", "256"],
    ["a long token", { type: "push", session: "a", seq: 1, tokens: [token] }, "TOKEN_TOO_LONG", "1024"],
    ["a long text", { type: "push", session: "a", seq: 1, text: "a".repeat(4097) }, "LIMIT_TEXT_PER_PUSH", "4096"],
    [
      "resume of nothing",
      { type: "open", session: "a", resume: { epoch: 1 } },
      "MESSAGE_INVALID",
      "resume.data to be bytes",
    ],
    ["bad base64", { type: "open", session: "a", resume: { epoch: 1, data: "a?" } }, "MESSAGE_INVALID", "base64"],
    ["options", { type: "open", session: "a", options: { finalOnly: 1 } }, "MESSAGE_INVALID", "finalOnly"],
  ];

  it("names no session that can't be named in an answer", () => {
    expect(refusal({ type: "flush", session: "\ud800", seq: 1 })).toMatchObject({ session: undefined, seq: undefined });
    expect(refusal({ type: "flush", session: "a", seq: 0 })).toMatchObject({ session: undefined });
    expect(refusal({ type: "sing", session: "a", seq: 1 })).toMatchObject({ session: "a", seq: 1 });
  });

  it.each(cases)("refuses %s", (_, value, code, words) => {
    const error = refusal(value);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  it("says whose message it refused, as far as that can be read", () => {
    expect(refusal({ type: "push", session: "a", seq: 3, tokens: 1 })).toMatchObject({ session: "a", seq: 3 });
    expect(refusal({ type: "push", session: "a", seq: "3", tokens: 1 })).not.toHaveProperty("session", "a");
    expect(refusal({ type: "open", session: "a", model: 1 })).toMatchObject({ session: "a", seq: undefined });
  });

  it("never shows the content of what it refuses", () => {
    expect(refusal({ type: "push", session: "a", seq: 1, text: `secret${"x".repeat(5000)}` }).message).not.toContain(
      "secret",
    );
  });

  it("leaves fields it does not know aside", () => {
    const frame = JSON.stringify({ type: "flush", session: "a", seq: 1, colour: "red" });
    expect(decodeClientMessage(json, frame, defaultLimits)).toEqual({ type: "flush", session: "a", seq: 1 });
  });
});

describe("hostile frames", () => {
  function expectCoded(decode: () => unknown): void {
    try {
      decode();
    } catch (error) {
      expect(error).toBeInstanceOf(RivuletError);
    }
  }

  it("throws nothing but RivuletError on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectCoded(() => decodeClientMessage(msgpack, bytes, defaultLimits));
        expectCoded(() => decodeServerMessage(msgpack, bytes, defaultLimits));
      }),
      { numRuns: 2000 },
    );
  });

  it("throws nothing but RivuletError on random text", () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(...'[]{}",:\\u0e1n ') }));
    fc.assert(
      fc.property(text, (frame) => {
        expectCoded(() => decodeClientMessage(json, frame, defaultLimits));
        expectCoded(() => decodeServerMessage(json, frame, defaultLimits));
      }),
      { numRuns: 2000 },
    );
  });

  it("throws nothing but RivuletError on good frames with bytes changed, cut or added", () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.nat(255),
      cut: fc.nat(4),
      added: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(clientMessage, fc.array(change, { minLength: 1, maxLength: 3 }), (message, changes) => {
        for (const subprotocol of subprotocols) {
          const codec = codecFor(subprotocol);
          let bytes = Buffer.from(codec.encode(message));
          for (const { at, byte, cut, added } of changes) {
            bytes = Buffer.concat([bytes.subarray(0, Math.max(1, bytes.length - cut)), added]);
            bytes[at % bytes.length] = byte;
          }
          const frame = subprotocol === "rivulet.v1.json" ? bytes.toString() : bytes;
          expectCoded(() => decodeClientMessage(codec, frame, defaultLimits));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["an array that claims 4 billion elements", [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ["a map that claims 4 billion keys", [0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61]],
    ["a string that claims 4 GB", [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61]],
    ["bytes that claim 4 GB", [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ["an extension", [0xd4, 0x72, 0x40]],
    ["a record definition", [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01]],
    ["a timestamp", [0xd6, 0xff, 0, 0, 0, 0]],
    ["a big extension", [0xc9, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["a byte that msgpack never uses", [0xc1]],
    ["a number as key", [0x81, 0x01, 0x01]],
    ["a map without its value", [0x81, 0xa1, 0x61]],
    ["two values", [0x01, 0x02]],
    ["nothing", []],
    ["a deep nest", Array(60_000).fill(0x91)],
  ])("refuses msgpack with %s", (_, bytes) => {
    expect(() => msgpack.decode(Uint8Array.from(bytes), defaultLimits)).toThrow(
      expect.objectContaining({ code: "FRAME_MALFORMED" }),
    );
  });

  it.each([
    ["a deep nest", "[".repeat(60_000)],
    ["a nest one too deep", `${"[".repeat(9)}${"]".repeat(9)}`],
    ["a string without end", '{"type":"open'],
    ["a string that ends in a backslash", '"\\'],
    ["nothing", ""],
    ["two values", "1 2"],
  ])("refuses JSON with %s", (_, frame) => {
    expect(() => json.decode(frame, defaultLimits)).toThrow(expect.objectContaining({ code: "FRAME_MALFORMED" }));
  });

  it("counts no brackets inside strings and takes the deepest that is allowed", () => {
    const value = JSON.parse(`${"[".repeat(8)}"[[[{{{\\"[["${"]".repeat(8)}`);
    expect(json.decode(JSON.stringify(value), defaultLimits)).toEqual(value);
  });

  it("does not grow in memory with what small frames claim", () => {
    const frame = Uint8Array.from([0xdd, 0x00, 0xff, 0xff, 0xff, ...Array(60).fill(0xdd)]);
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 2000; round++) expectCoded(() => msgpack.decode(frame, defaultLimits));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("refuses messages with the error that says whose they were", () => {
    expect(() =>
      decodeClientMessage(msgpack, msgpack.encode({ type: "ack", session: "a", epoch: 1, seq: 1 }), defaultLimits),
    ).toThrow(RefusedMessage);
  });
});
