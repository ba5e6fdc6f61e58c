import type { KnownWords, Sentence } from "@rivulet/text";
import { percent } from "./percent.ts";
import type { EvaluationMode, TaggedCorpus } from "./tag-all.ts";

/** Percent of tokens right: by delay, and of the final tags. */
export interface Accuracies {
  readonly delay: Readonly<Record<number, number>>;
  readonly final: number;
}

export interface Evaluation {
  readonly mode: EvaluationMode;
  readonly sentences: number;
  readonly tokens: number;
  readonly accuracy: Accuracies;
  /** Tokens whose lower-cased form training did not see; absent where the training words are not known. */
  readonly unknown?: { readonly tokens: number; readonly accuracy: Accuracies };
  /** Changes of label from one report of a token to its next, in percent of the tokens. */
  readonly editOverhead: number;
  /** Time of a push, flushes left out; `withFlushes`: of all work, by the tokens. */
  readonly microsecondsPerToken: { readonly median: number; readonly mean: number; readonly withFlushes: number };
}

/** Holds what a tagger said of sentences against their gold labels, `delays` tokens after each and in the end. */
export function evaluate(
  delays: readonly number[],
  sentences: readonly Sentence[],
  mode: EvaluationMode,
  { reports, times, flushTime }: TaggedCorpus,
  known?: KnownWords,
): Evaluation {
  const tokens = sentences.flatMap(({ tokens }) => tokens);
  const gold = sentences.flatMap(({ tokens, labels }) => tokens.map((_, i) => labels?.[i]));
  const all = tokens.map((_, i) => i);
  const accuracyOf = (chosen: readonly number[]): Accuracies => {
    const right = (labelOf: (token: number) => string | undefined): number =>
      percent(chosen.filter((i) => labelOf(i) === gold[i]).length, chosen.length);
    return {
      delay: Object.fromEntries(delays.map((delay) => [delay, right((i) => reports.labelAt(i, delay))])),
      final: right((i) => reports.finalLabel(i)),
    };
  };
  const unknown = known && all.filter((i) => !known.has(tokens[i] ?? ""));
  return {
    mode,
    sentences: sentences.length,
    tokens: tokens.length,
    accuracy: accuracyOf(all),
    ...(unknown && { unknown: { tokens: unknown.length, accuracy: accuracyOf(unknown) } }),
    editOverhead: percent(
      all.reduce((sum, i) => sum + reports.revisionsOf(i), 0),
      tokens.length,
    ),
    microsecondsPerToken: summarize(times, flushTime),
  };
}

function summarize(milliseconds: readonly number[], flushTime: number): Evaluation["microsecondsPerToken"] {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const sum = sorted.reduce((sum, time) => sum + time, 0);
  const count = Math.max(1, sorted.length);
  const inMicroseconds = (time: number): number => Math.round(time * 1e5) / 100;
  return {
    median: inMicroseconds(sorted[sorted.length >> 1] ?? 0),
    mean: inMicroseconds(sum / count),
    withFlushes: inMicroseconds((sum + flushTime) / count),
  };
}
