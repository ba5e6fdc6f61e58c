import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Sha256 } from "./sha256.ts";

const bytes = fc.uint8Array({ maxLength: 300, size: "max" });

it("is SHA-256, in however many parts the bytes come", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 4 }), (parts) => {
      const [own, expected] = [new Sha256(), createHash("sha256")];
      for (const part of parts) {
        own.update(part);
        expected.update(part);
      }
      expect(own.digest()).toEqual(new Uint8Array(expected.digest()));
    }),
  );
});

it("takes views into a larger buffer, and every length around the ends of blocks", () => {
  const room = Uint8Array.from({ length: 400 }, (_, i) => 7 * i);
  for (let length = 0; length <= 200; length++) {
    const view = room.subarray(3, 3 + length);
    expect(new Sha256().update(view).digest()).toEqual(new Uint8Array(createHash("sha256").update(view).digest()));
  }
});

it("takes megabytes", () => {
  const many = Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * i) >> 3);
  expect(new Sha256().update(many).digest()).toEqual(new Uint8Array(createHash("sha256").update(many).digest()));
});
