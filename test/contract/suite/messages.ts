/** A stream put down in the middle of a sentence, in base64 so that it travels as JSON. */
export interface PutDown {
  readonly text: string;
  readonly network: string;
}

/** What the harness asks of the suite in another runtime. */
export type Question =
  | { readonly ask: "vectors" }
  /** Runs the first half of the streams and puts them down. */
  | { readonly ask: "begin" }
  /** Takes each up and runs the second half. */
  | { readonly ask: "finish"; readonly streams: Readonly<Record<string, PutDown>> }
  /** The first half and the second in one go. */
  | { readonly ask: "whole" };

/** Hashes by name. */
export type Vectors = Readonly<Record<string, string>>;

export interface Answers {
  readonly vectors: Vectors;
  readonly begin: PutDown;
  readonly finish: Readonly<Record<string, string>>;
  readonly whole: string;
}

export type Answer<Q extends Question> = Answers[Q["ask"]];
