import type { WindowedOutput } from "@rivulet/engine";
import { type Decoding, hearToken, type PendingToken } from "./hear-token.ts";
import type { RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";

/**
 * The tokens that have no final tag in a model that looks backward. Whenever it tells of them, the newest ones get a tag,
 * the others one where their label changes, and the oldest ones a final one.
 */
export class WindowDecoder {
  readonly #decoding: Decoding;
  #pending: PendingToken[] = [];

  constructor(labels: readonly string[], gate: RevisionGate = {}) {
    this.#decoding = { labels, gate };
  }

  /** Oldest first. */
  get pending(): readonly Readonly<PendingToken>[] {
    return this.#pending;
  }

  token(token: string): void {
    this.#pending.push({ token, label: -1 });
  }

  /** The tags that changed, in the order of their tokens, by `outputs` for all that are pending or for none. */
  tags(outputs: readonly WindowedOutput[]): Tag[] {
    const tags: Tag[] = [];
    outputs.forEach(({ index, final, probabilities }, i) => {
      const hearing = { index, delay: outputs.length - 1 - i, final };
      const tag = hearToken(this.#pending[i], hearing, probabilities[0], this.#decoding);
      if (tag !== undefined) tags.push(tag);
    });
    if (outputs.length > 0) this.#pending = this.#pending.filter((_, i) => !outputs[i].final);
    return tags;
  }

  restore(pending: readonly Readonly<PendingToken>[]): void {
    this.#pending = pending.map((token) => ({ ...token }));
  }

  reset(): void {
    this.#pending = [];
  }
}
