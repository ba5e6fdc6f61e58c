import type { Effort } from "./rounds.ts";

export interface SuiteOptions {
  readonly effort: Effort;
  /** Few sizes: to see that everything works. */
  readonly quick: boolean;
  /** Model file; default the one that ships. */
  readonly model?: string | undefined;
  /** CoNLL-U file whose words are the input; default the dev set of the shared data. */
  readonly text?: string | undefined;
}

/** One subcommand; its result is plain data. */
export interface Suite<Result> {
  readonly summary: string;
  run(options: SuiteOptions): Promise<Result>;
  /** The result as Markdown, for the terminal and the page. */
  page(result: Result): string;
}
