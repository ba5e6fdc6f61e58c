import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { ModelConfig } from "@rivulet/engine";
import { decodeModelFile, type ModelFile } from "@rivulet/formats";
import { buildFeaturizerConfig, Featurizer, readConllu } from "@rivulet/text";
import { randomWeights } from "../random-weights.ts";
import { inRepository } from "../repository.ts";
import type { LabelledSentence } from "./labels-by-delay.ts";

/** What the tagger suite runs on. */
export interface TaggerSubject {
  readonly modelName: string;
  readonly file: ModelFile;
  readonly textName: string;
  readonly sentences: readonly LabelledSentence[];
}

const SHIPPED = "packages/models/en-tagger/model.safetensors";
const LABELS = 17;
const DELAYS = [0, 1, 2];

/** Text for machines without the shared data. */
const someText = [
  "The cats that ate were full , and the dogs that did not eat were not .",
  "In 1997 Mrs. Dalloway bought twenty-three flowers herself and walked home unhurriedly .",
].map((line): LabelledSentence => ({ tokens: line.split(" "), labels: [] }));

function corpus(part: "train" | "dev", path?: string): { name: string; sentences: readonly LabelledSentence[] } {
  const folder = process.env.RIVULET_DATA ?? inRepository("../shared/data");
  const file = path ?? `${folder}/pos-en/ewt/en_ewt-ud-${part}.conllu`;
  if (path === undefined && !existsSync(file)) return { name: "two sentences", sentences: someText };
  return { name: basename(file, ".conllu"), sentences: readConllu(readFileSync(file, "utf8")) };
}

/** A model of the shape of the one that ships, not trained. */
function standIn(): { name: string; file: ModelFile } {
  const { name, sentences } = corpus("train");
  const { config: featurizer } = buildFeaturizerConfig(sentences);
  const config: ModelConfig = {
    input: { kind: "embedding", tables: new Featurizer(featurizer).tables },
    layers: [{ cell: "lstm", hidden: 192 }],
    heads: DELAYS.map((delay) => ({ name: `delay${delay}`, size: LABELS, activation: "softmax", delay })),
  };
  const labels = Array.from({ length: LABELS }, (_, label) => `label${label}`);
  return {
    name: `not trained, features of ${name}`,
    file: { task: "tagger", config, weights: randomWeights(config), labels, text: { featurizer }, about: {} },
  };
}

function model(path?: string): { name: string; file: ModelFile } {
  const file = path ?? inRepository(SHIPPED);
  if (path === undefined && !existsSync(file)) return standIn();
  return { name: basename(path ?? "en-tagger"), file: decodeModelFile(readFileSync(file)) };
}

/** The model file asked for, else the one that ships, else a stand-in; the text asked for, else the dev set, else two sentences. */
export function taggerSubject(modelPath?: string, textPath?: string): TaggerSubject {
  const { name: modelName, file } = model(modelPath);
  const { name: textName, sentences } = corpus("dev", textPath);
  return { modelName, file, textName, sentences };
}
