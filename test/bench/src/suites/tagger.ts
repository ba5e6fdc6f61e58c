import { type HeadConfig, Model, type Weights } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
// The window of provisional tags is no part of the package's interface; here it is timed by itself.
import { LiveDecoder } from "../../../../packages/live/src/live-decoder.ts";
import { rounded } from "../distribution.ts";
import { eachCall, inRounds } from "../rounds.ts";
import type { Suite } from "../suite.ts";
import { taggerSubject } from "../tagger-subject.ts";

/** Tokens of one turn of one case. */
const TOKENS = 2000;

/** The same stack under one head of one number, the least that a model has. */
function withoutHeads({ config, weights }: ModelFile): Model {
  const head: HeadConfig = { name: "least", size: 1, activation: "none" };
  const units = config.layers[config.layers.length - 1].hidden;
  const ofStack = Object.entries(weights).filter(([name]) => !name.startsWith("heads."));
  const least: Weights = {
    ...Object.fromEntries(ofStack),
    "heads.0.weight": { shape: [1, units], data: new Float32Array(units) },
    "heads.0.bias": { shape: [1], data: new Float32Array(1) },
  };
  return Model.create({ ...config, heads: [head] }, least);
}

/** What a token costs: each part by itself, then all of it as `Tagger.push` does it. */
export const tagger: Suite = {
  name: "tagger",
  summary: "a token of the tagger: features, step, heads, decoding, and all together (--model, --text)",
  run({ rounds, model: modelPath, text }) {
    const { modelName, file, textName, sentences } = taggerSubject(modelPath, text);
    const model = TaggerModel.fromFile(file);
    const words = sentences.flat();
    const tokens = Array.from({ length: TOKENS }, (_, i) => words[i % words.length]);
    const { featurizer } = model;
    const ids = tokens.map((token) => {
      const into = new Int32Array(featurizer.idsPerToken);
      featurizer.featurize(token, into);
      return into;
    });
    const into = new Int32Array(featurizer.idsPerToken);
    const stack = withoutHeads(file).createSession();
    const session = model.model.createSession();
    const decoder = new LiveDecoder(model.labels, model.delays);
    const stream = model.createTagger();
    const cases = [
      eachCall("featurize", TOKENS, (i) => featurizer.featurize(tokens[i], into)),
      eachCall("step without heads", TOKENS, (i) => stack.step(ids[i])),
      eachCall("step with heads", TOKENS, (i) => session.step(ids[i])),
      eachCall("decode", TOKENS, (i) => decoder.token(tokens[i], session)),
      eachCall("together", TOKENS, (i) => stream.push(tokens[i])),
    ];
    const timings = inRounds(cases, rounds);
    const median = (name: string) => timings.find((timing) => timing.case === name)?.median ?? Number.NaN;
    const together = timings[timings.length - 1];
    return {
      subject: {
        model: modelName,
        layers: file.config.layers,
        heads: file.config.heads.map(({ size, delay = 0 }) => ({ size, delay })),
        idsPerToken: featurizer.idsPerToken,
        text: textName,
        bytesPerSession: model.model.bytesPerSession,
      },
      timings,
      derived: {
        "heads, by difference of medians": rounded(median("step with heads") - median("step without heads")),
        "tokens per second": Math.round(1e6 / together.mean),
      },
    };
  },
};
