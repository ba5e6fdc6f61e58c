import { createHash, timingSafeEqual } from "node:crypto";
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
      const hash = createHash("sha256").update(token).digest();
      let found: StaticKey | undefined;
      // All are compared, each in constant time: how long it takes says nothing of any.
      for (const key of keys) if (timingSafeEqual(hash, key.sha256)) found = key;
      if (found === undefined) throw new RivuletError("AUTH_FAILED", "expected a known key, came another");
      const { subject, quotas } = found;
      return quotas === undefined ? { subject } : { subject, quotas };
    },
  };
}
