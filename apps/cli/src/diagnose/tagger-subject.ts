import { dequantize } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";
import { GradientTracer, type Leaning, leaningOf, type Sequence } from "@rivulet/train";
import { lossAtEnd, predictionAt } from "./questions.ts";
import type { Subject } from "./subject.ts";

/** What a tagger is asked. */
export interface TaggerQuestions {
  readonly sentences: readonly Sentence[];
  /** Tokens of a stream at least: sentences are joined until there are so many. */
  readonly tokens: number;
  /** Streams at most. */
  readonly count: number;
  /** The words of the sentence whose predictions are looked at. */
  readonly words: readonly string[];
}

export function taggerSubject(name: string, file: ModelFile, questions: TaggerQuestions): Subject {
  const model = TaggerModel.fromFile(file);
  const weights = Object.fromEntries(Object.entries(file.weights).map(([key, tensor]) => [key, dequantize(tensor)]));
  const tracer = new GradientTracer(file.config, weights);
  const streams = joined(questions).map((sentences) => streamOf(model, sentences));
  return {
    name,
    tracer,
    losses: streams.map((sequence) => lossAtEnd(file.config, sequence)),
    leanings: questions.words.map((_, i) => leaningOfWord(model, tracer, questions.words, i)),
  };
}

/** Consecutive sentences, together of `tokens` tokens at least. */
function joined({ sentences, tokens, count }: TaggerQuestions): Sentence[][] {
  const streams: Sentence[][] = [];
  let stream: Sentence[] = [];
  let length = 0;
  for (const sentence of sentences) {
    stream.push(sentence);
    length += sentence.tokens.length;
    if (length < tokens) continue;
    streams.push(stream);
    if (streams.length === count) return streams;
    [stream, length] = [[], 0];
  }
  return streams.length === 0 && stream.length > 0 ? [stream] : streams;
}

/** The tokens of the sentences, with the labels of the head that speaks at once. */
function streamOf(model: TaggerModel, sentences: readonly Sentence[]): Sequence {
  const tokens = sentences.flatMap((sentence) => sentence.tokens);
  const labels = sentences.flatMap((sentence) => sentence.labels ?? []);
  const targets = model.delays.map((delay) =>
    Int32Array.from(tokens, (_, t) => model.labels.indexOf(labels[t - delay] ?? "")),
  );
  return { steps: tokens.length, ids: idsOf(model, tokens), targets };
}

function idsOf({ featurizer }: TaggerModel, tokens: readonly string[], ends = 0): Int32Array {
  const width = featurizer.idsPerToken;
  const ids = new Int32Array((tokens.length + ends) * width);
  tokens.forEach((token, i) => {
    featurizer.featurize(token, ids, i * width);
  });
  for (let i = 0; i < ends; i++) featurizer.end(ids, (tokens.length + i) * width);
  return ids;
}

/** The final tag of word `i`: that of the head of the longest delay, so many steps later. */
function leaningOfWord(model: TaggerModel, tracer: GradientTracer, words: readonly string[], i: number): Leaning {
  const { maxDelay, delays, labels } = model;
  const sequence = { steps: words.length + maxDelay, ids: idsOf(model, words, maxDelay), targets: [] };
  const trace = tracer.trace(sequence, predictionAt(delays.indexOf(maxDelay), i + maxDelay, "softmax"));
  const best = trace.outputs.reduce((top, p, k) => (p > trace.outputs[top] ? k : top), 0);
  const about = `${words[i]}: ${labels[best]}, ${(100 * trace.outputs[best]).toFixed(1)} %`;
  const seen = words.slice(0, i + maxDelay + 1);
  return leaningOf(about, seen, i, trace);
}
