import type { Tag } from "./tag.ts";
import type { TaggerModel } from "./tagger-model.ts";
import { restoreTagger, snapshotTagger } from "./tagger-snapshot.ts";
import type { TaggerState } from "./tagger-state.ts";

/** The parts of a tagger: for this package alone, which does not export it. */
export let stateOf: (tagger: Tagger) => TaggerState;

/** One stream of tokens being tagged; carries its state. Made by `TaggerModel.createTagger`. */
export class Tagger {
  readonly #state: TaggerState;

  constructor(state: TaggerState) {
    this.#state = state;
  }

  get model(): TaggerModel {
    return this.#state.model;
  }

  /** Tokens since the start or the last reset: the index of the next one. */
  get index(): number {
    return this.#state.decoder.index;
  }

  /** Tokens without a final tag; at most `maxDelay`. */
  get pending(): number {
    return this.#state.decoder.pending;
  }

  /**
   * Takes one step for one token and gives the tags that changed, in the order of their tokens: the
   * token's own provisional tag always, revisions, and the final tag of the token `maxDelay` back.
   *
   * @throws RivuletError SESSION_DISPOSED
   */
  push(token: string): Tag[] {
    return this.#step(token);
  }

  /**
   * The end of a sentence or of the stream: `maxDelay` end-of-sentence steps, which make every
   * pending tag final. The state is carried on; without pending tokens nothing happens.
   */
  flush(): Tag[] {
    const tags: Tag[] = [];
    while (this.pending > 0) tags.push(...this.#step(undefined));
    return tags;
  }

  /** Back to the start: no state, no pending tokens, index 0. */
  reset(): void {
    this.#state.session.reset();
    this.#state.decoder.reset();
  }

  /** The stream's whole state in portable bytes. */
  snapshot(): Uint8Array {
    return snapshotTagger(this.#state);
  }

  /**
   * Goes on where the snapshot was taken, to the same bits; changes nothing where it throws.
   *
   * @throws RivuletError SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION
   */
  restore(bytes: Uint8Array): void {
    restoreTagger(this.#state, bytes);
  }

  /** Gives the session's memory back; a second call does nothing. */
  dispose(): void {
    this.#state.session.dispose();
  }

  #step(token: string | undefined): Tag[] {
    this.#state.session.step(this.#state.input(token));
    return this.#state.tags(token);
  }

  static {
    stateOf = (tagger) => tagger.#state;
  }
}
