import { checkNames, type JobOptions } from "../job.ts";

export type ScoringOptions = Readonly<Required<Pick<JobOptions, "value">>>;

/** Throws ARGUMENT_INVALID. */
export function scoringOptions({ value = "value" }: JobOptions): ScoringOptions {
  checkNames({ value });
  return { value };
}
