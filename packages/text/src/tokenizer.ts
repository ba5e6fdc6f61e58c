/** What turns a stream of text chunks, cut anywhere, into whole tokens. */
export interface Tokenizer {
  /** Takes in the next chunk and returns the tokens that no later chunk can change. */
  push(chunk: string): string[];
  /** Ends the text: returns what was pending and makes ready for a new one. */
  flush(): string[];
  /** The pending input as a well-formed string (lone surrogates are escaped), for {@link restore}. */
  snapshot(): string;
  /** Takes up the pending input of a tokenizer of the same options. Errors: SNAPSHOT_DAMAGED. */
  restore(pending: string): void;
}
