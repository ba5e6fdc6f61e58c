import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { AnyModelConfig } from "./encoder-decoder/encoder-decoder-config.ts";
import { anyWeightShapes } from "./encoder-decoder/encoder-decoder-weights.ts";
import { isQuantized, type StoredWeights } from "./tensors.ts";

/** JSON with the keys of every object in order, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** What identifies a model: SHA-256, in hex, over its configuration and its weights in the order of their names' table. */
export function fingerprint(config: AnyModelConfig, weights: StoredWeights): string {
  const hash = sha256.create().update(utf8ToBytes(canonicalJson(config)));
  for (const name of anyWeightShapes(config).keys()) {
    const tensor = weights[name];
    hash.update(utf8ToBytes(name)).update(bytesOf(tensor.data));
    if (isQuantized(tensor)) hash.update(bytesOf(tensor.scales));
  }
  return bytesToHex(hash.digest());
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
