/** tables[k][b]: what byte b does to the remainder with k bytes behind it. */
const tables = /* @__PURE__ */ makeTables();

/** CRC-32 as in zip and PNG (ISO 3309, polynomial 0x04c11db7, reflected), of four bytes a turn; as a signed number. */
export function crc32(bytes: Uint8Array): number {
  const [last, third, second, first] = tables;
  const whole = bytes.length - (bytes.length % 4);
  let remainder = -1;
  for (let i = 0; i < whole; i += 4) {
    remainder ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    remainder =
      first[remainder & 255] ^
      second[(remainder >>> 8) & 255] ^
      third[(remainder >>> 16) & 255] ^
      last[remainder >>> 24];
  }
  for (let i = whole; i < bytes.length; i++) remainder = (remainder >>> 8) ^ last[(remainder ^ bytes[i]) & 255];
  return ~remainder;
}

function makeTables(): readonly Int32Array[] {
  const last = Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
    return remainder;
  });
  const behindOneMore = (table: Int32Array) => table.map((entry) => (entry >>> 8) ^ last[entry & 255]);
  const third = behindOneMore(last);
  const second = behindOneMore(third);
  return [last, third, second, behindOneMore(second)];
}
