import { RivuletError } from "@rivulet/errors";
import { splitPunctuation } from "./split-punctuation.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { parseWordSnapshot } from "./word-snapshot.ts";

/** What a line end becomes with `lines: true`. No token equals it, because tokens hold no white space. */
export const END_OF_LINE = "\n";

export interface WordTokenizerOptions {
  /**
   * `split` (default): punctuation and contractions become tokens of their own, see {@link splitPunctuation};
   * `drop`: likewise, then tokens of nothing but punctuation (Unicode category P) are left out;
   * `keep`: only white space splits, for text that is tokenized already.
   */
  readonly punctuation?: "split" | "drop" | "keep";
  /** Whether each line feed is reported, in its place among the tokens, as {@link END_OF_LINE}; default false. */
  readonly lines?: boolean;
  /** The most UTF-16 code units between two white spaces; default 1,024. This bounds the pending input. */
  readonly maxLength?: number;
  /**
   * Called with TOKEN_TOO_LONG once for each stretch over `maxLength`; the stretch is left out and
   * nothing else. Without it `push` takes in its whole chunk, then throws the first such error; the
   * tokens around the stretch are not lost but come first from the next `push` or `flush`.
   */
  readonly onError?: (error: RivuletError) => void;
}

const onlyPunctuation = /^\p{P}+$/u;
/** A stretch without white space, a line feed, or other white space. */
const pieces = /\S+|\n|[^\S\n]+/g;
const nonSpace = /\S/;

/**
 * Words of a text that comes in chunks cut anywhere. A word is certain when the white space after it
 * has come; the tokens are the same for every way of cutting the text into chunks.
 */
export class WordTokenizer implements Tokenizer {
  readonly #punctuation: "split" | "drop" | "keep";
  readonly #lines: boolean;
  readonly #maxLength: number;
  readonly #onError: ((error: RivuletError) => void) | undefined;
  /** The stretch that the last chunk broke off in. */
  #pending = "";
  /** Whether the rest of a stretch that was too long is being left out. */
  #skipping = false;
  #ready: string[] = [];
  #failure: RivuletError | undefined;

  constructor(options: WordTokenizerOptions = {}) {
    this.#punctuation = options.punctuation ?? "split";
    this.#lines = options.lines ?? false;
    this.#maxLength = options.maxLength ?? 1024;
    this.#onError = options.onError;
    if (!["split", "drop", "keep"].includes(this.#punctuation)) {
      throw new RivuletError(
        "TEXT_CONFIG_INVALID",
        `expected punctuation "split", "drop" or "keep", came ${JSON.stringify(this.#punctuation)}`,
      );
    }
    if (!Number.isSafeInteger(this.#maxLength) || this.#maxLength < 1) {
      throw new RivuletError(
        "TEXT_CONFIG_INVALID",
        `expected maxLength to be a whole number above 0, came ${this.#maxLength}`,
      );
    }
  }

  push(chunk: string): string[] {
    for (const [piece] of chunk.matchAll(pieces)) {
      if (nonSpace.test(piece)) {
        this.#extend(piece);
      } else {
        this.#complete();
        if (piece === "\n" && this.#lines) this.#ready.push(END_OF_LINE);
      }
    }
    const failure = this.#failure;
    if (failure !== undefined) {
      this.#failure = undefined;
      throw failure;
    }
    return this.#takeReady();
  }

  flush(): string[] {
    this.#complete();
    return this.#takeReady();
  }

  snapshot(): string {
    return JSON.stringify({ pending: this.#pending, skipping: this.#skipping, ready: this.#ready });
  }

  restore(pending: string): void {
    const state = parseWordSnapshot(pending, this.#maxLength);
    this.#pending = state.pending;
    this.#skipping = state.skipping;
    this.#ready = state.ready;
  }

  #extend(piece: string): void {
    if (this.#skipping) return;
    if (this.#pending.length + piece.length <= this.#maxLength) {
      this.#pending += piece;
      return;
    }
    this.#pending = "";
    this.#skipping = true;
    const detail = `expected at most ${this.#maxLength} characters between white spaces, came more`;
    const error = new RivuletError("TOKEN_TOO_LONG", detail);
    if (this.#onError === undefined) this.#failure ??= error;
    else this.#onError(error);
  }

  #complete(): void {
    this.#skipping = false;
    if (this.#pending === "") return;
    const stretch = this.#pending;
    this.#pending = "";
    if (this.#punctuation === "keep") {
      this.#ready.push(stretch);
      return;
    }
    for (const token of splitPunctuation(stretch)) {
      if (this.#punctuation === "split" || !onlyPunctuation.test(token)) this.#ready.push(token);
    }
  }

  #takeReady(): string[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
