import type { Tag, TaggerModel, TaggerOptions } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";
import { TokenReports } from "./token-reports.ts";

/**
 * What happens where a sentence ends: `reset`: flush, and the state starts anew; `carry`: flush, and
 * the state goes on; `stream`: nothing, the tagger is not told.
 */
export type EvaluationMode = "reset" | "carry" | "stream";

export interface TaggedCorpus {
  /** Of all tokens, counted through all sentences. */
  readonly reports: TokenReports;
  /** Milliseconds of each push, flushes left out. */
  readonly times: readonly number[];
  /** Milliseconds of all flushes together. */
  readonly flushTime: number;
}

/** Runs the tagger over sentences word by word, as a live stream would. */
export function tagAll(
  model: TaggerModel,
  sentences: readonly Sentence[],
  mode: EvaluationMode,
  options: TaggerOptions = {},
): TaggedCorpus {
  const tagger = model.createTagger(options);
  const reports = new TokenReports();
  const times: number[] = [];
  let flushTime = 0;
  const push = (token: string): readonly Tag[] => {
    const start = performance.now();
    const tags = tagger.push(token);
    times.push(performance.now() - start);
    return tags;
  };
  const flush = (): readonly Tag[] => {
    const start = performance.now();
    const tags = tagger.flush();
    flushTime += performance.now() - start;
    return tags;
  };
  for (const { tokens } of sentences) {
    for (const token of tokens) reports.add(push(token));
    if (mode === "stream") continue;
    reports.add(flush());
    if (mode === "carry") continue;
    tagger.reset();
    reports.restart();
  }
  if (mode === "stream") reports.add(flush());
  tagger.dispose();
  return { reports, times, flushTime };
}
