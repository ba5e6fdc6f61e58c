import { checkNames, type JobOptions } from "../job.ts";

export type TaggingOptions = Readonly<
  Required<Pick<JobOptions, "text" | "tokens" | "end" | "sentences" | "finalOnly">>
>;

/** Throws ARGUMENT_INVALID. */
export function taggingOptions(options: JobOptions): TaggingOptions {
  const { text = "text", tokens = "tokens", end = "end", sentences = false, finalOnly = false } = options;
  checkNames({ text, tokens, end });
  return { text, tokens, end, sentences, finalOnly };
}
