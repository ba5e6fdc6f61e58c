import { hexToBytes } from "@noble/hashes/utils.js";
import { RivuletError } from "@rivulet/errors";
import type { Quotas } from "@rivulet/server";
import { quotasOf } from "./quotas-of.ts";
import type { StaticKey } from "./static-keys.ts";

/**
 * Keys as they stand in a file, one a line: `subject:HASH`, then quotas as `sessions=10 tokensPerSecond=500`. HASH is the
 * SHA-256 of the key in hex. Empty lines and what follows # are skipped. Throws ARGUMENT_INVALID, which repeats no hash.
 */
export function parseStaticKeys(text: string, quotas: Quotas = {}): StaticKey[] {
  return text.split("\n").flatMap((line, index) => {
    const [entry, ...fields] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (entry === "") return [];
    const { subject, hash } = /^(?<subject>[^:]+):(?<hash>[0-9a-f]{64})$/i.exec(entry)?.groups ?? {};
    if (subject === undefined || hash === undefined) {
      throw new RivuletError(
        "ARGUMENT_INVALID",
        `expected subject:SHA256 in line ${index + 1} of the keys, came another`,
      );
    }
    const own = Object.fromEntries(fields.map((field) => field.split("=", 2)));
    const numbers = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, Number(value)]));
    return [{ subject, sha256: hexToBytes(hash), quotas: { ...quotas, ...quotasOf(numbers, "the keys") } }];
  });
}
