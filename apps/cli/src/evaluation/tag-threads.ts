import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { TaggerModel, TaggerOptions } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";
import { splitSentences } from "./split-sentences.ts";
import { type TaggedCorpus, tagAll } from "./tag-all.ts";
import { type Report, TokenReports } from "./token-reports.ts";

/** What a thread that tags starts with: a model file and its sentences. */
export interface TaggingThreadStart {
  readonly file: Uint8Array;
  readonly sentences: readonly Sentence[];
  readonly options: TaggerOptions;
}

/** What it answers: `TaggedCorpus` as plain data. */
export interface TaggingThreadReply {
  readonly reports: readonly (readonly Report[])[];
  readonly times: readonly number[];
  readonly flushTime: number;
}

/** Tokens that pay for the start of a thread. */
const TOKENS_PER_THREAD = 20_000;

/** As many threads as there are cores and tokens for. */
export function threadsFor(sentences: readonly Sentence[]): number {
  const tokens = sentences.reduce((sum, sentence) => sum + sentence.tokens.length, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(tokens / TOKENS_PER_THREAD)));
}

/**
 * `tagAll` with the state anew at each sentence, runs of sentences on threads of their own and the first on this one: the
 * same reports. `model` is the one in `file`.
 */
export async function tagInThreads(
  model: TaggerModel,
  file: Uint8Array,
  sentences: readonly Sentence[],
  threads: number,
  options: TaggerOptions = {},
): Promise<TaggedCorpus> {
  const [first = [], ...others] = splitSentences(sentences, threads);
  const replies = others.map((part) => tagInThread({ file, sentences: part, options }));
  const here = tagAll(model, first, "reset", options);
  const parts = [{ ...here, reports: here.reports.all }, ...(await Promise.all(replies))];
  return {
    reports: new TokenReports(parts.flatMap(({ reports }) => reports)),
    times: parts.flatMap(({ times }) => times),
    flushTime: parts.reduce((sum, { flushTime }) => sum + flushTime, 0),
  };
}

async function tagInThread(workerData: TaggingThreadStart): Promise<TaggingThreadReply> {
  const thread = new Worker(new URL("./tagging-worker.js", import.meta.url), { workerData });
  const [reply] = await once(thread, "message");
  return reply;
}
