import { crc32 } from "./crc32.ts";
import type { Safetensors } from "./safetensors.ts";
import { encodeUtf8 } from "./utf8.ts";

/** The metadata entry that holds the checksum, and is not part of it. */
export const checksumName = "checksum";

/**
 * CRC-32, in hex, over the metadata and the tensors by name: safetensors itself would not notice a
 * changed weight. It does not depend on their order, so a file that another tool reads and writes
 * again stays good.
 */
export function checksumOf({ metadata, tensors }: Safetensors): string {
  const texts = [...metadata].filter(([key]) => key !== checksumName).sort(byName);
  const numbers = [...tensors].sort(byName).map(([name, { dtype, shape, data }]) => [name, dtype, shape, crc32(data)]);
  return (crc32(encodeUtf8(JSON.stringify([texts, numbers]))) >>> 0).toString(16).padStart(8, "0");
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
