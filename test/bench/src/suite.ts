import type { Distribution } from "./distribution.ts";

export interface SuiteOptions {
  /** How often each case has its turn. */
  readonly rounds: number;
  /** Model file; default the one that ships. */
  readonly model?: string | undefined;
  /** CoNLL-U file whose words are the input; default the dev set of the shared data. */
  readonly text?: string | undefined;
}

/** One thing that was timed, in microseconds an operation. */
export interface Timing extends Distribution {
  readonly case: string;
}

export interface SuiteResult {
  /** What was run on what. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** Microseconds. */
  readonly timings: readonly Timing[];
  /** What follows from the timings. */
  readonly derived?: Readonly<Record<string, number>>;
}

/** One subcommand. */
export interface Suite {
  readonly name: string;
  readonly summary: string;
  run(options: SuiteOptions): SuiteResult;
}
