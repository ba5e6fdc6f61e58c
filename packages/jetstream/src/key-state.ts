import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE, type Tagger, type TaggerEvent, type TaggerModel, WordTokenizer } from "@rivulet/live";
import { type Content, TOKEN_LENGTH } from "./read-input.ts";
import type { StateRecord } from "./state-record.ts";

/** What one key's stream carries from message to message, at work. */
export class KeyState {
  readonly #tokenizer = new WordTokenizer({ lines: true, maxLength: TOKEN_LENGTH });
  readonly #tagger: Tagger;

  /** Throws MEMORY_EXHAUSTED. */
  constructor(model: TaggerModel) {
    this.#tagger = model.createTagger();
  }

  /** The steps that a message asks for. Throws TOKEN_TOO_LONG, after which `rest` gives those of all but the long token. */
  steps({ text, tokens, end }: Content): TaggerEvent[] {
    const words = text === "" ? tokens : this.#tokenizer.push(text);
    return this.#events(words, end);
  }

  rest({ end }: Content): TaggerEvent[] {
    return this.#events(this.#tokenizer.push(""), end);
  }

  snapshot(position: number): StateRecord {
    return { position, tokenizer: this.#tokenizer.snapshot(), tagger: this.#tagger.snapshot() };
  }

  /** Throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION. */
  restore({ tokenizer, tagger }: StateRecord): void {
    this.#tokenizer.restore(tokenizer);
    this.#tagger.restore(tagger);
  }

  dispose(): void {
    this.#tagger.dispose();
  }

  #events(words: readonly string[], end: boolean): TaggerEvent[] {
    const tagger = this.#tagger;
    const all = end ? [...words, ...this.#tokenizer.flush(), END_OF_LINE] : words;
    return all.flatMap((token): TaggerEvent[] =>
      token === END_OF_LINE
        ? Array.from({ length: tagger.model.maxDelay }, () => ({ tagger, end: true }))
        : [{ tagger, token }],
    );
  }
}

/** A message's steps, and the error that a part of it was left out for. */
export interface Steps {
  readonly events: readonly TaggerEvent[];
  readonly error?: RivuletError;
}

export function stepsOf(state: KeyState, content: Content): Steps {
  try {
    return { events: state.steps(content) };
  } catch (error) {
    if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
    return { events: state.rest(content), error };
  }
}
