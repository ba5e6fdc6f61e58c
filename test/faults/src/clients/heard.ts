import { createHash } from "node:crypto";
import type { Tag } from "@rivulet/client";

/** The tags of a session in their order: one running hash of all, and a short one of each to find out what went wrong. */
export class Heard {
  readonly fingerprints: number[] = [];
  readonly #hash = createHash("sha256");

  add({ index, token, label, probability, delay, final }: Tag): void {
    // A number's shortest decimal form gives its bits back.
    const line = `${index} ${token} ${label} ${probability} ${delay} ${final}\n`;
    this.#hash.update(line);
    this.fingerprints.push(fnv1a(line));
  }

  get count(): number {
    return this.fingerprints.length;
  }

  /** SHA-256 of all so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
