import fc from "fast-check";
import { Packr } from "msgpackr/pack";
import { expect, it } from "vitest";
import type { Ack, Tag, Tags } from "./messages.ts";
import { packResult } from "./msgpack-results.ts";

const packr = new Packr({ useRecords: false, structuredClone: false, moreTypes: false, variableMapSize: true });

const ascii = fc.string({ unit: "binary-ascii", maxLength: 70 });
const text = fc.oneof(ascii, ascii, fc.string({ unit: "grapheme" }));
const integer = fc.oneof(fc.nat(300), fc.nat(70_000), fc.maxSafeNat());
const probability = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
const tag: fc.Arbitrary<Tag> = fc.record({
  index: integer,
  token: text,
  label: text,
  probability,
  delay: fc.nat(3),
  final: fc.boolean(),
});
const numbers = { session: text, epoch: integer, seq: integer };
const ack: fc.Arbitrary<Ack> = fc.record({ type: fc.constant("ack" as const), ...numbers });
const tags: fc.Arbitrary<Tags> = fc.record({
  type: fc.constant("tags" as const),
  ...numbers,
  at: integer,
  tags: fc.array(tag, { maxLength: 17 }),
});

/** Whether it is one of the messages that the writer takes. */
function isPlain(message: Tags | Ack): boolean {
  const said = message.type === "ack" ? [] : message.tags;
  const texts = [message.session, ...said.flatMap(({ token, label }) => [token, label])];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  return said.length <= 15 && texts.every((text) => /^[\x00-\x7f]{0,64}$/.test(text));
}

it("gives msgpackr's bytes for every message of few tags and short ASCII texts, and no others", () => {
  const kept: [Uint8Array, Uint8Array][] = [];
  fc.assert(
    fc.property(fc.oneof(ack, tags), (message) => {
      const packed = packResult(message);
      expect(packed !== undefined).toBe(isPlain(message));
      if (packed === undefined) return;
      const expected = packr.pack(message).slice();
      expect(Buffer.from(packed)).toEqual(Buffer.from(expected));
      kept.push([packed, expected]);
    }),
    { numRuns: 2_000 },
  );
  // Those that came first stand when others have been packed after them.
  for (const [packed, expected] of kept) expect(Buffer.compare(packed, expected)).toBe(0);
});

it("has room for the longest that it takes", () => {
  const word = "w".repeat(64);
  const longest: Tag = { index: 2 ** 40, token: word, label: word, probability: 0.1, delay: 2 ** 40, final: true };
  const numbers = { session: word, epoch: 2 ** 40, seq: 2 ** 40, at: 2 ** 40 };
  const message: Tags = { type: "tags", ...numbers, tags: Array.from({ length: 15 }, () => longest) };
  for (let count = 0; count < 20; count++) {
    expect(Buffer.compare(packResult(message) ?? new Uint8Array(), packr.pack(message))).toBe(0);
  }
});
