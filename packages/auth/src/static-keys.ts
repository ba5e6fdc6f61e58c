import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { RivuletError } from "@rivulet/errors";
import type { Authenticator, Quotas } from "@rivulet/server";

/** A key that a client shows as its token. The server knows its hash alone. */
export interface StaticKey {
  readonly subject: string;
  /** SHA-256 of the key, 32 bytes. Keys are long random strings: no slow hash is needed to keep them from being guessed. */
  readonly sha256: Uint8Array;
  readonly quotas?: Quotas;
}

/** Knows clients by a fixed list of keys. */
export function staticKeys(keys: readonly StaticKey[]): Authenticator {
  return {
    async verify(token) {
      const hash = sha256(utf8ToBytes(token));
      let found: StaticKey | undefined;
      // All are compared, each in constant time: how long it takes says nothing of any.
      for (const key of keys) if (isEqual(hash, key.sha256)) found = key;
      if (found === undefined) throw new RivuletError("AUTH_FAILED", "expected a known key, came another");
      const { subject, quotas } = found;
      return quotas === undefined ? { subject } : { subject, quotas };
    },
  };
}

/** In a time that depends on the lengths alone; not every runtime has an interface for that. */
function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i++) difference |= one[i] ^ other[i];
  return difference === 0;
}
