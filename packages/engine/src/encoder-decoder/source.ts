import type { SessionOptions } from "../model.ts";
import type { Decoding } from "./decoding.ts";

export type DecodeOptions = SessionOptions;

/** A source that was read, from which any number of decodings start. */
export interface Source {
  /** Source steps read. */
  readonly steps: number;
  /** A decoding from the start. @throws SESSION_DISPOSED */
  decode(options?: DecodeOptions): Decoding;
  /** Decodings that were started go on. Twice is once. */
  dispose(): void;
}
