import type { ModelFile } from "@rivulet/formats";

/** One message of the input: its bytes, and whose it is, if anybody's. */
export interface JobMessage {
  readonly data: string;
  readonly key: string | null;
}

/** What the job must publish for a message: the fields of the result in their order, of an error the code alone. */
export interface Answer {
  readonly key: string | null;
  readonly seq: number;
  readonly tags?: unknown;
  readonly scores?: unknown;
  readonly code?: string;
}

/** The answers of a run that nothing interrupts, step by step: no part of the worker takes part. */
export interface Oracle {
  /** Of message `index`, which is number `seq` of the stream; to be called in the order of the stream. */
  answer(index: number, seq: number): Answer;
}

/** What a job is given to do. */
export interface JobFeed {
  readonly modelFile: ModelFile;
  /** The same for the same index. */
  message(index: number): JobMessage;
  oracle(): Oracle;
}
