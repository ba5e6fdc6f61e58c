import { hexOf } from "./hex.ts";
import { Sha256 } from "./sha256.ts";
import { isQuantized, type StoredWeights } from "./tensors.ts";

// Every runtime has it; the base library of the engine does not name it.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** JSON with the keys of every object in order, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** What identifies a model: SHA-256, in hex, over its configuration and its weights in the order of `names`. */
export function fingerprint(config: object, weights: StoredWeights, names: Iterable<string>): string {
  const hash = new Sha256().update(utf8(canonicalJson(config)));
  for (const name of names) {
    const tensor = weights[name];
    hash.update(utf8(name)).update(bytesOf(tensor.data));
    if (isQuantized(tensor)) hash.update(bytesOf(tensor.scales));
  }
  return hexOf(hash.digest());
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
