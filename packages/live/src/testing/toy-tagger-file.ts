import { type LayerConfig, type ModelConfig, Random, type Weights, weightShapes } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { Featurizer, type FeaturizerConfig } from "@rivulet/text";

/** What may differ from one toy to another. */
export interface ToyTagger {
  readonly seed?: number;
  readonly layers?: readonly LayerConfig[];
  readonly delays?: readonly number[];
  readonly labels?: readonly string[];
}

const featurizer: FeaturizerConfig = {
  features: [
    { name: "word", kind: "word", lowercase: true, size: 5, source: { listed: ["the", "cat", "ate"] } },
    { name: "suffix2", kind: "suffix", n: 2, size: 4, source: { buckets: 32 } },
    { name: "shape", kind: "shape", size: 3, source: { buckets: 16 } },
  ],
};

/**
 * The file of a small tagger that was never trained: for tests of what goes around a model. Its
 * weights are large, so that neighbours, revisions and delays all change the tags.
 */
export function toyTaggerFile(toy: ToyTagger = {}): ModelFile {
  const { seed = 1, layers = [{ cell: "lstm", hidden: 7 }], delays = [0, 1, 2] } = toy;
  const labels = toy.labels ?? ["ADJ", "DET", "NOUN", "PUNCT", "VERB"];
  const config: ModelConfig = {
    input: { kind: "embedding", tables: new Featurizer(featurizer).tables },
    layers,
    heads: delays.map((delay) => ({ name: `delay${delay}`, size: labels.length, activation: "softmax", delay })),
  };
  return {
    task: "tagger",
    config,
    weights: randomWeights(config, seed),
    labels,
    text: { featurizer },
    about: { seed },
  };
}

function randomWeights(config: ModelConfig, seed: number): Weights {
  const random = new Random(seed);
  return Object.fromEntries(
    [...weightShapes(config)].map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, { shape, data: Float32Array.from({ length }, () => random.normal()) }];
    }),
  );
}
