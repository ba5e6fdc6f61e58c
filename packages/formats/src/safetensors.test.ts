import { RivuletError } from "@rivulet/errors";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dtype, dtypeBytes } from "./dtype.ts";
import { readSafetensors } from "./read-safetensors.ts";
import type { FileTensor, Safetensors } from "./safetensors.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const dtypes = Object.keys(dtypeBytes) as Dtype[];

const tensor = fc
  .record({ dtype: fc.constantFrom(...dtypes), shape: fc.array(fc.nat(3), { maxLength: 3 }) })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((product, d) => product * d, 1) * dtypeBytes[dtype];
    return fc.uint8Array({ minLength: length, maxLength: length }).map((data): FileTensor => ({ dtype, shape, data }));
  });

const name = fc.oneof(
  fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__"),
  fc.constantFrom("__proto__", "constructor", 'a "b" : c\\'),
);

const content = fc.record({
  metadata: fc.array(fc.tuple(name, fc.string({ unit: "grapheme" }))).map((pairs) => new Map(pairs)),
  tensors: fc.array(fc.tuple(name, tensor), { maxLength: 6 }).map((pairs) => new Map(pairs)),
});

/** The bytes of a file with this header, true to the format or not, and so many bytes of data. */
function fileOf(header: unknown, dataLength = 0, headerLength?: bigint): Uint8Array {
  const json = encodeUtf8(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function refusalOf(bytes: Uint8Array, limits = {}): string {
  return codeOf(() => readSafetensors(bytes, limits)) ?? "accepted";
}

const f32 = (start: number, end: number, shape = [(end - start) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [start, end],
});

describe("safetensors", () => {
  it("reads back what it wrote, aligned, from any offset in a larger buffer", () => {
    fc.assert(
      fc.property(content, fc.nat(9), (file: Safetensors, offset) => {
        const bytes = writeSafetensors(file);
        const headerLength = new DataView(bytes.buffer).getUint32(0, true);
        expect(headerLength % 8).toBe(0);
        const shifted = new Uint8Array(bytes.length + offset + 1);
        shifted.set(bytes, offset);
        const read = readSafetensors(shifted.subarray(offset, offset + bytes.length));
        expect(new Map(read.metadata)).toEqual(file.metadata);
        expect(new Map(read.tensors)).toEqual(file.tensors);
        for (const { dtype, data } of readSafetensors(bytes).tensors.values()) {
          expect(data.byteOffset % dtypeBytes[dtype]).toBe(0);
        }
        expect(writeSafetensors(file)).toEqual(bytes);
      }),
    );
  });

  it("refuses every proper prefix and any longer file", () => {
    fc.assert(
      fc.property(content, fc.nat(), (file, cut) => {
        const bytes = writeSafetensors(file);
        expect(refusalOf(bytes.subarray(0, cut % bytes.length))).not.toBe("accepted");
        const longer = new Uint8Array(bytes.length + 1);
        longer.set(bytes);
        expect(refusalOf(longer)).toBe("FILE_DAMAGED");
      }),
    );
  });

  it("answers every flipped header bit with a valid reading or a coded error", () => {
    const bytes = writeSafetensors({
      metadata: new Map([["format", "pt"]]),
      tensors: new Map([
        ["a", { dtype: "F32", shape: [2, 3], data: new Uint8Array(24) }],
        ["b", { dtype: "I8", shape: [5], data: new Uint8Array(5) }],
      ]),
    });
    const headerEnd = 8 + new DataView(bytes.buffer).getUint32(0, true);
    for (let bit = 0; bit < headerEnd * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(refusalOf(damaged)).toMatch(/^(accepted|FILE_DAMAGED|FILE_FOREIGN|FILE_TOO_LARGE)$/);
    }
  });

  it("never fails otherwise than with a coded error", () => {
    const header = fc.oneof(fc.json(), fc.dictionary(name, fc.jsonValue()));
    fc.assert(
      fc.property(header, fc.nat(64), fc.option(fc.bigInt(0n, 2n ** 64n - 1n)), (json, data, length) => {
        expect(refusalOf(fileOf(json, data, length ?? undefined))).toMatch(
          /^(accepted|FILE_DAMAGED|FILE_FOREIGN|FILE_TOO_LARGE)$/,
        );
      }),
    );
  });

  it.each<[string, string, Uint8Array]>([
    ["nothing", "FILE_DAMAGED", new Uint8Array(0)],
    ["a length alone", "FILE_DAMAGED", new Uint8Array(8)],
    ["another format", "FILE_FOREIGN", encodeUtf8("PK\u0003\u0004 a zip archive")],
    ["a header longer than the limit", "FILE_TOO_LARGE", fileOf({}, 0, 2n ** 63n)],
    ["more values than any model has", "FILE_TOO_LARGE", fileOf(`{"a":[${"0,".repeat(2 ** 18)}0]}`)],
    ["more tensors than any model has", "FILE_TOO_LARGE", fileOf(`{${'"a":{},'.repeat(2 ** 17)}"b":{}}`)],
    ["a header longer than the file", "FILE_DAMAGED", fileOf({}, 0, 1000n)],
    ["half a header", "FILE_DAMAGED", fileOf('{"a":')],
    ["malformed UTF-8", "FILE_DAMAGED", fileOf({}, 1, 3n).fill(0xff, 10)],
    ["nesting that would exhaust a stack", "FILE_DAMAGED", fileOf(`{"a":${"[".repeat(200_000)}`)],
    ["a tensor that is no object", "FILE_DAMAGED", fileOf({ a: 3 })],
    ["metadata that is not text", "FILE_DAMAGED", fileOf({ __metadata__: { a: 1 } })],
    ["a gap before", "FILE_DAMAGED", fileOf({ a: f32(4, 8) }, 8)],
    ["a gap between", "FILE_DAMAGED", fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12)],
    ["data beyond the tensors", "FILE_DAMAGED", fileOf({ a: f32(0, 4) }, 8)],
    ["overlapping ranges", "FILE_DAMAGED", fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12)],
    ["equal ranges", "FILE_DAMAGED", fileOf({ a: f32(0, 8), b: f32(0, 8) }, 8)],
    ["a range outside of the file", "FILE_DAMAGED", fileOf({ a: f32(0, 2 ** 40) }, 8)],
    ["a range that runs backwards", "FILE_DAMAGED", fileOf({ a: f32(8, 0, [2]) }, 8)],
    ["a shape of another length", "FILE_DAMAGED", fileOf({ a: f32(0, 8, [3]) }, 8)],
    ["a shape beyond all numbers", "FILE_DAMAGED", fileOf({ a: f32(0, 8, Array(99).fill(2 ** 50)) }, 8)],
    ["a negative shape", "FILE_DAMAGED", fileOf({ a: f32(0, 8, [-1, -2]) }, 8)],
    ["a broken shape", "FILE_DAMAGED", fileOf({ a: f32(0, 8, [0.5, 4]) }, 8)],
    ["an unknown dtype", "FILE_DAMAGED", fileOf({ a: { ...f32(0, 8), dtype: "toString" } }, 8)],
    ["an unknown field", "FILE_DAMAGED", fileOf({ a: { ...f32(0, 8), stride: 1 } }, 8)],
    [
      "one name twice",
      "FILE_DAMAGED",
      fileOf(`{"a":${JSON.stringify(f32(0, 8))},"a":${JSON.stringify(f32(0, 8))}}`, 8),
    ],
    ["one metadata key twice", "FILE_DAMAGED", fileOf('{"__metadata__":{"a":"1","a":"2"}}')],
  ])("refuses %s with %s", (_, code, bytes) => {
    expect(refusalOf(bytes)).toBe(code);
  });

  it("holds its limits before it looks at anything", () => {
    const bytes = writeSafetensors({ metadata: new Map([["a", "b"]]), tensors: new Map() });
    expect(refusalOf(bytes, { fileBytes: bytes.length, headerBytes: bytes.length - 8 })).toBe("accepted");
    expect(refusalOf(bytes, { fileBytes: bytes.length - 1 })).toBe("FILE_TOO_LARGE");
    expect(refusalOf(bytes, { headerBytes: bytes.length - 9 })).toBe("FILE_TOO_LARGE");
  });

  it("says which tensor is wrong, what was expected and what came", () => {
    expect(() => readSafetensors(fileOf({ weight: f32(0, 8, [3]) }, 8))).toThrow(
      'The model file is damaged: expected 12 bytes for "weight" F32 [3], came bytes 0 to 8',
    );
  });

  it("does not write a tensor whose data does not fit its shape, nor one named as the metadata", () => {
    const write = (key: string, length: number) =>
      writeSafetensors({
        metadata: new Map(),
        tensors: new Map([[key, { dtype: "F32", shape: [2], data: new Uint8Array(length) }]]),
      });
    expect(() => write("a", 7)).toThrow("expected a tensor of 8 bytes, came a F32 [2] with 7 bytes");
    expect(() => write("__metadata__", 8)).toThrow(RivuletError);
  });

  it("writes the header that the format asks for", () => {
    const bytes = writeSafetensors({
      metadata: new Map([["k", "v"]]),
      tensors: new Map([
        ["narrow", { dtype: "I8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
        ["wide", { dtype: "F32", shape: [1], data: Uint8Array.of(4, 5, 6, 7) }],
      ]),
    });
    const headerLength = new DataView(bytes.buffer).getUint32(0, true);
    expect(JSON.parse(decodeUtf8(bytes.subarray(8, 8 + headerLength)))).toEqual({
      __metadata__: { k: "v" },
      wide: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
      narrow: { dtype: "I8", shape: [3], data_offsets: [4, 7] },
    });
    expect([...bytes.subarray(8 + headerLength)]).toEqual([4, 5, 6, 7, 1, 2, 3]);
  });
});
