import type { Dice } from "./dice.ts";

/** Bytes that mean something in JSON, in msgpack, in UTF-8, and at the ends of integers. */
const telling = [
  0x00, 0x01, 0x22, 0x2c, 0x5b, 0x5c, 0x7b, 0x7f, 0x80, 0x8f, 0x9f, 0xc0, 0xc1, 0xc6, 0xc9, 0xcb, 0xcf, 0xdb, 0xdd,
  0xdf, 0xff,
];

/** The bytes with one to eight small changes: flipped, replaced, left out, doubled, cut off. */
export function spoil(bytes: Uint8Array, dice: Dice): Uint8Array {
  let spoilt = Uint8Array.from(bytes);
  for (let changes = 1 + dice.below(8); changes > 0 && spoilt.length > 0; changes--) {
    const at = dice.below(spoilt.length);
    const end = at + 1 + dice.below(Math.min(16, spoilt.length - at));
    switch (dice.below(5)) {
      case 0:
        spoilt[at] ^= 1 << dice.below(8);
        break;
      case 1:
        spoilt[at] = dice.of(telling);
        break;
      case 2:
        spoilt = joined(spoilt.subarray(0, at), spoilt.subarray(end));
        break;
      case 3:
        spoilt = joined(spoilt.subarray(0, end), spoilt.subarray(at));
        break;
      default:
        if (dice.below(4) === 0) spoilt = spoilt.slice(0, at);
    }
  }
  return spoilt;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
