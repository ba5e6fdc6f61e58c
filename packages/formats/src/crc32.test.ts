import { Buffer } from "node:buffer";
import { crc32 as expected } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

it("is the CRC-32 of zip, of any bytes and any view of them", () => {
  expect(crc32(Buffer.from("123456789")) >>> 0).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100, size: "max" }), fc.nat(8), (bytes, start) => {
      const view = bytes.subarray(start);
      expect(crc32(view) >>> 0).toBe(expected(view));
    }),
  );
});
