import { type HeadConfig, Model, outputSize, type StoredWeights } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
// The window of provisional tags is no part of the package's interface; here it is timed by itself.
import { LiveDecoder } from "../../../../packages/live/src/live-decoder.ts";
import type { Wink } from "../peers/wink.ts";
import type { Case } from "../rounds.ts";
import type { LabelledSentence } from "./labels-by-delay.ts";
import type { Variant } from "./variants.ts";

/** The same stack under one head of one number, the least that a model has. */
function withoutHeads({ config, weights }: ModelFile): Model {
  const head: HeadConfig = { name: "least", size: 1, activation: "none" };
  const units = outputSize(config.layers[config.layers.length - 1]);
  const ofStack = Object.entries(weights).filter(([name]) => !name.startsWith("heads."));
  const least: StoredWeights = {
    ...Object.fromEntries(ofStack),
    "heads.0.weight": { shape: [1, units], data: new Float32Array(units) },
    "heads.0.bias": { shape: [1], data: new Float32Array(1) },
  };
  return Model.create({ ...config, heads: [head] }, least);
}

/** Each part of a token's way by itself. */
export function partCases({ name, file }: Variant, sentences: readonly LabelledSentence[]): Case[] {
  const model = TaggerModel.fromFile(file);
  const { featurizer } = model;
  const tokens = sentences.flatMap((sentence) => sentence.tokens);
  const ids = tokenIds(model, sentences);
  const into = new Int32Array(featurizer.idsPerToken);
  const stack = withoutHeads(file).createSession();
  const session = model.model.createSession();
  const decoder = new LiveDecoder(model.labels, model.delays);
  const part = (title: string, call: (i: number) => void): Case => ({
    name: `${name}: ${title}`,
    leastBlock: tokens.length,
    call: (t) => call(t % tokens.length),
  });
  return [
    part("featurize", (i) => featurizer.featurize(tokens[i], into)),
    part("step without heads", (i) => stack.step(ids[i])),
    part("step with heads", (i) => session.step(ids[i])),
    part("decode", (i) => {
      decoder.token(tokens[i], session);
    }),
  ];
}

/** The ids of every token. */
export function tokenIds({ featurizer }: TaggerModel, sentences: readonly LabelledSentence[]): Int32Array[] {
  return sentences.flatMap(({ tokens }) =>
    tokens.map((token) => {
      const ids = new Int32Array(featurizer.idsPerToken);
      featurizer.featurize(token, ids);
      return ids;
    }),
  );
}

/** A token pushed; the last of a sentence with the flush and the reset after it. */
export function pushCase({ name, file }: Variant, sentences: readonly LabelledSentence[]): Case {
  const tagger = TaggerModel.fromFile(file).createTagger();
  const tokens = sentences.flatMap((sentence) => sentence.tokens);
  const ends = sentences.flatMap((sentence) => sentence.tokens.map((_, i) => i === sentence.tokens.length - 1));
  return {
    name: `${name}: a token`,
    leastBlock: tokens.length,
    call(t) {
      const i = t % tokens.length;
      tagger.push(tokens[i]);
      if (!ends[i]) return;
      tagger.flush();
      tagger.reset();
    },
  };
}

/** A token with wink-nlp: the sentence so far tagged anew. */
export function winkPrefixCase(wink: Wink, sentences: readonly LabelledSentence[]): Case {
  const prefixes = sentences.flatMap(({ tokens }) => tokens.map((_, i) => tokens.slice(0, i + 1).join(" ")));
  return {
    name: "wink-nlp: a token, every prefix tagged anew",
    leastBlock: prefixes.length,
    call(t) {
      wink
        .readDoc(prefixes[t % prefixes.length])
        .tokens()
        .out(wink.its.pos);
    },
  };
}

/** A token with wink-nlp where the text is there as a whole: no live tags. */
export function winkWholeCase(wink: Wink, sentences: readonly LabelledSentence[]): Case {
  const text = sentences.map(({ tokens }) => tokens.join(" ")).join("\n");
  return {
    name: "wink-nlp: a token, all text at once (not live)",
    operations: sentences.reduce((sum, { tokens }) => sum + tokens.length, 0),
    call() {
      wink.readDoc(text).tokens().out(wink.its.pos);
    },
  };
}
