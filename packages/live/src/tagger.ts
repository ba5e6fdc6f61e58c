import type { Tag } from "./tag.ts";
import type { TaggerModel } from "./tagger-model.ts";

/** One stream of tokens being tagged; carries its state. Made by `TaggerModel.createTagger`. */
export interface Tagger {
  readonly model: TaggerModel;

  /** Tokens since the start or the last reset: the index of the next one. */
  readonly index: number;

  /** Tokens without a final tag. */
  readonly pending: number;

  /**
   * Takes one token and gives the tags that changed, in the order of their tokens: the token's own provisional tag,
   * revisions, and the final tags of what has seen enough of what follows.
   *
   * @throws RivuletError SESSION_DISPOSED, MEMORY_EXHAUSTED
   */
  push(token: string): Tag[];

  /**
   * The end of a sentence or of the stream: every pending tag becomes final. The state is carried on; without pending
   * tokens nothing happens.
   */
  flush(): Tag[];

  /** Back to the start: no state, no pending tokens, index 0. */
  reset(): void;

  /** The stream's whole state in portable bytes. */
  snapshot(): Uint8Array;

  /**
   * Goes on where the snapshot was taken, to the same bits; changes nothing where it throws.
   *
   * @throws RivuletError SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN (another model or window), SNAPSHOT_VERSION
   */
  restore(bytes: Uint8Array): void;

  /** Gives the session's memory back; a second call does nothing. */
  dispose(): void;
}
