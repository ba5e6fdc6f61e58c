import { ByteWriter, seal, unseal } from "@rivulet/engine";
import { END_OF_LINE, WordTokenizer, type WordTokenizerOptions } from "@rivulet/text";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import type { TaggerModel, TaggerOptions } from "./tagger-model.ts";

export interface TextTaggerOptions extends TaggerOptions {
  /** How text becomes tokens; a line end always ends a sentence. */
  readonly tokenizer?: Omit<WordTokenizerOptions, "lines">;
}

// magic "RVTT" · u16 version · string of the tokenizer · u32 length and bytes of the tagger's snapshot · seal.
const magic = 0x54545652;
const version = 1;

/** One stream of text being tagged: chunks cut anywhere go in, and a line end ends a sentence. */
export class TextTagger {
  readonly tagger: Tagger;
  readonly #options: WordTokenizerOptions;
  #tokenizer: WordTokenizer;

  constructor(model: TaggerModel, options: TextTaggerOptions = {}) {
    this.#options = { ...options.tokenizer, lines: true };
    this.#tokenizer = new WordTokenizer(this.#options);
    this.tagger = model.createTagger(options);
  }

  /**
   * The tags that changed by the tokens that this chunk completes.
   *
   * @throws RivuletError SESSION_DISPOSED, TOKEN_TOO_LONG (see WordTokenizer)
   */
  push(chunk: string): Tag[] {
    return this.#tag(this.#tokenizer.push(chunk));
  }

  /** The end of the text: what is pending becomes a token, and every tag final. */
  flush(): Tag[] {
    return [...this.#tag(this.#tokenizer.flush()), ...this.tagger.flush()];
  }

  /** Back to the start, without pending input. */
  reset(): void {
    this.#tokenizer = new WordTokenizer(this.#options);
    this.tagger.reset();
  }

  /** The stream's whole state, the token that has not ended included, in portable bytes. */
  snapshot(): Uint8Array {
    const bytes = this.tagger.snapshot();
    const writer = new ByteWriter(bytes.length + 256).u32(magic).u16(version).string(this.#tokenizer.snapshot());
    return seal(writer.u32(bytes.length).bytes(bytes));
  }

  /**
   * Goes on where the snapshot was taken; changes nothing where it throws.
   *
   * @throws RivuletError SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION
   */
  restore(bytes: Uint8Array): void {
    const reader = unseal(bytes, magic, version);
    const tokenizer = new WordTokenizer(this.#options);
    tokenizer.restore(reader.string());
    const inner = reader.bytes(reader.u32());
    reader.end();
    this.tagger.restore(inner);
    this.#tokenizer = tokenizer;
  }

  /** Gives the session's memory back; a second call does nothing. */
  dispose(): void {
    this.tagger.dispose();
  }

  #tag(tokens: readonly string[]): Tag[] {
    return tokens.flatMap((token) => (token === END_OF_LINE ? this.tagger.flush() : this.tagger.push(token)));
  }
}
