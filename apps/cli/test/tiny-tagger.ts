import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LayerConfig, type ModelConfig, Random, weightShapes } from "@rivulet/engine";
import { encodeModelFile, type ModelFile } from "@rivulet/formats";
import { buildFeaturizerConfig, Featurizer, KnownWords } from "@rivulet/text";

const LABELS = ["DET", "NOUN", "VERB", "ADJ", "PUNCT"];
const WORDS = ["The", "cats", "that", "ate", "were", "full", "."];

/** A tagger of random weights: its tags mean nothing, but change and settle as those of a trained one do. */
export function tinyTagger(
  layers: readonly LayerConfig[] = [{ cell: "lstm", hidden: 10 }],
  delays: readonly number[] = [0, 1, 2],
): ModelFile {
  const { config: featurizer } = buildFeaturizerConfig([{ tokens: WORDS }], {
    features: [
      { kind: "word", name: "word", size: 8, minCount: 1 },
      { kind: "suffix", name: "suffix2", n: 2, size: 8, minCount: 1 },
    ],
  });
  const config: ModelConfig = {
    input: { kind: "embedding", tables: new Featurizer(featurizer).tables },
    layers,
    heads: delays.map((delay) => ({ name: `delay${delay}`, size: LABELS.length, activation: "softmax", delay })),
  };
  const random = new Random(1);
  const weights = [...weightShapes(config)].map(([name, shape]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: Float32Array.from({ length }, () => 4 * random.next() - 2) }] as const;
  });
  const text = { featurizer, knownWords: KnownWords.of(WORDS).toJSON() };
  const about = { name: "tiny", licence: "MIT" };
  return { task: "tagger", config, weights: Object.fromEntries(weights), labels: LABELS, text, about };
}

/** One that looks backward. */
export function tinyBackwardTagger(): ModelFile {
  const part = { cell: "gru", hidden: 8, reset: "after" } as const;
  return tinyTagger([{ cell: "bidirectional", forward: part, backward: part }], [0]);
}

/** Writes a tiny tagger to a new folder and gives its path. */
export function writeTinyTagger(file = tinyTagger()): string {
  const path = join(mkdtempSync(join(tmpdir(), "rivulet-")), "tiny.safetensors");
  writeFileSync(path, encodeModelFile(file));
  return path;
}
