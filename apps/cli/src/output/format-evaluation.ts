import type { Accuracies, Evaluation } from "../evaluation/evaluate.ts";

const MODES = {
  reset: "the state starts anew at each sentence",
  carry: "sentence ends are told, the state is carried on",
  stream: "one unbroken stream",
};

/** The figures as lines for people. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { mode, sentences, tokens, accuracy, unknown, editOverhead, microsecondsPerToken } = evaluation;
  const { median, mean, withFlushes } = microsecondsPerToken;
  return [
    `${tokens} tokens in ${sentences} sentences; ${MODES[mode]}`,
    `accuracy       ${formatAccuracies(accuracy)}`,
    ...(unknown ? [`unknown words  ${formatAccuracies(unknown.accuracy)} (${unknown.tokens} tokens)`] : []),
    `edit overhead  ${editOverhead.toFixed(2)} % of tokens revised`,
    `time           ${median} µs a token (median), ${mean} µs (mean), ${withFlushes} µs with the ends of sentences`,
  ].join("\n");
}

/** One line of percentages. */
export function formatAccuracies({ delay, final }: Accuracies): string {
  const byDelay = Object.entries(delay).map(([steps, percent]) => `delay ${steps}: ${percent.toFixed(2)} %`);
  return [...byDelay, `final: ${final.toFixed(2)} %`].join("   ");
}
