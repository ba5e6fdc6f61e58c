import type { ByteReader, ByteWriter } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE, type Tagger, type TaggerEvent, WordTokenizer } from "@rivulet/live";
import type { Message } from "../read-input.ts";
import type { KeyState, Taken } from "../task.ts";
import { type Content, readContent, TOKEN_LENGTH } from "./read-content.ts";
import type { TaggingOptions } from "./tagging-options.ts";

/** A tagger, and the word that the last text was cut in. */
export class TaggingState implements KeyState<TaggerEvent> {
  readonly #tokenizer = new WordTokenizer({ lines: true, maxLength: TOKEN_LENGTH });
  readonly #tagger: Tagger;
  readonly #options: TaggingOptions;

  constructor(tagger: Tagger, options: TaggingOptions) {
    this.#tagger = tagger;
    this.#options = options;
  }

  take(message: Message): Taken<TaggerEvent> {
    const content = readContent(message, this.#options);
    try {
      return { steps: this.#steps(content.text === "" ? content.tokens : this.#tokenizer.push(content.text), content) };
    } catch (error) {
      if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
      // All but the long token.
      return { steps: this.#steps(this.#tokenizer.push(""), content), error };
    }
  }

  write(writer: ByteWriter): void {
    const tagger = this.#tagger.snapshot();
    writer.string(this.#tokenizer.snapshot()).u32(tagger.length).bytes(tagger);
  }

  read(reader: ByteReader): void {
    this.#tokenizer.restore(reader.string());
    this.#tagger.restore(reader.bytes(reader.u32()));
  }

  dispose(): void {
    this.#tagger.dispose();
  }

  #steps(words: readonly string[], { end }: Content): TaggerEvent[] {
    const tagger = this.#tagger;
    const all = end ? [...words, ...this.#tokenizer.flush(), END_OF_LINE] : words;
    return all.flatMap((token): TaggerEvent[] =>
      token === END_OF_LINE
        ? Array.from({ length: tagger.model.maxDelay }, () => ({ tagger, end: true }))
        : [{ tagger, token }],
    );
  }
}
