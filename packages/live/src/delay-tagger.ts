import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import type { TaggerModel } from "./tagger-model.ts";
import { restoreTagger, snapshotTagger } from "./tagger-snapshot.ts";
import type { TaggerState } from "./tagger-state.ts";

/** The parts of a tagger: for this package alone, which does not export it. */
export let stateOf: (tagger: DelayTagger) => TaggerState;

/**
 * A tagger whose layers all go forward: a token takes one step of the network, and heads of longer delays look back at the
 * tokens before it. A flush is `maxDelay` end-of-sentence steps.
 */
export class DelayTagger implements Tagger {
  readonly #state: TaggerState;

  constructor(state: TaggerState) {
    this.#state = state;
  }

  get model(): TaggerModel {
    return this.#state.model;
  }

  get index(): number {
    return this.#state.decoder.index;
  }

  get pending(): number {
    return this.#state.decoder.pending;
  }

  push(token: string): Tag[] {
    return this.#step(token);
  }

  flush(): Tag[] {
    const tags: Tag[] = [];
    while (this.pending > 0) tags.push(...this.#step(undefined));
    return tags;
  }

  reset(): void {
    this.#state.session.reset();
    this.#state.decoder.reset();
  }

  snapshot(): Uint8Array {
    return snapshotTagger(this.#state);
  }

  restore(bytes: Uint8Array): void {
    restoreTagger(this.#state, bytes);
  }

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
