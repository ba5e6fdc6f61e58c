import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { wordsOf } from "../test/bits.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** One thing to write, and how to read it back. */
interface Entry {
  readonly bytes: number;
  write(writer: ByteWriter): unknown;
  read(reader: ByteReader): unknown;
  readonly expected: unknown;
}

const whole = (kind: "u8" | "u16" | "u32" | "u64", bytes: number, max: number) =>
  fc.nat({ max }).map(
    (value): Entry => ({
      bytes,
      write: (writer) => writer[kind](value),
      read: (reader) => reader[kind](),
      expected: value,
    }),
  );

const entry: fc.Arbitrary<Entry> = fc.oneof(
  whole("u8", 1, 0xff),
  whole("u16", 2, 0xffff),
  whole("u32", 4, 0xffff_ffff),
  whole("u64", 8, Number.MAX_SAFE_INTEGER),
  fc.float32Array({ noNaN: true, maxLength: 9 }).map(
    (values): Entry => ({
      bytes: values.length * 4,
      write: (writer) => writer.f32(values),
      read: (reader) => {
        const back = new Float32Array(values.length);
        reader.f32(back);
        return wordsOf(back);
      },
      expected: wordsOf(values.slice()),
    }),
  ),
  fc.uint8Array({ maxLength: 9 }).map(
    (values): Entry => ({
      bytes: values.length,
      write: (writer) => writer.bytes(values),
      read: (reader) => reader.bytes(values.length),
      expected: values,
    }),
  ),
  // Any code units: lone surrogates, too.
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 9 }).map(
    (units): Entry => ({
      bytes: 4 + units.length * 2,
      write: (writer) => writer.string(String.fromCharCode(...units)),
      read: (reader) => reader.string(),
      expected: String.fromCharCode(...units),
    }),
  ),
);

function write(entries: readonly Entry[], capacity: number): Uint8Array {
  const writer = new ByteWriter(capacity);
  for (const one of entries) one.write(writer);
  return writer.finish();
}

it("reads back what was written, wherever the bytes lie", () => {
  fc.assert(
    fc.property(fc.array(entry), fc.nat(40), fc.nat(3), (entries, capacity, offset) => {
      const bytes = write(entries, capacity);
      expect(bytes.length).toBe(entries.reduce((sum, one) => sum + one.bytes, 0));
      const room = new Uint8Array(offset + bytes.length + 5);
      room.set(bytes, offset);
      const reader = new ByteReader(room.subarray(offset, offset + bytes.length), "SNAPSHOT_DAMAGED");
      for (const one of entries) expect(one.read(reader)).toEqual(one.expected);
      expect(reader.remaining).toBe(0);
      reader.end();
    }),
  );
});

it("refuses to read past the end, under the code it was given", () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), fc.nat(), (entries, cut) => {
      const bytes = write(entries, 8);
      fc.pre(bytes.length > 0);
      const reader = new ByteReader(bytes.subarray(0, cut % bytes.length), "CHECKPOINT_INVALID");
      expect(
        codeOf(() => {
          for (const one of entries) one.read(reader);
        }),
      ).toBe("CHECKPOINT_INVALID");
    }),
  );
});

it("refuses bytes that are left over", () => {
  const reader = new ByteReader(Uint8Array.of(1, 2), "SNAPSHOT_DAMAGED");
  reader.u8();
  expect(codeOf(() => reader.end())).toBe("SNAPSHOT_DAMAGED");
});

it("is little-endian, and what finish gave is not written to again", () => {
  const writer = new ByteWriter(0)
    .u16(0x0102)
    .u32(0x03040506)
    .u64(2 ** 32 + 7)
    .f32(Float32Array.of(1));
  const bytes = writer.finish();
  expect([...bytes]).toEqual([2, 1, 6, 5, 4, 3, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x80, 0x3f]);
  writer.u8(9);
  expect(bytes.length).toBe(18);
  expect(writer.finish().length).toBe(19);
});
