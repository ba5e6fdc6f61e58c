import type { ModelConfig } from "@rivulet/engine";
import { encodeModelFile, type ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { buildFeaturizerConfig, Featurizer, KnownWords, type Sentence } from "@rivulet/text";
import { type Evaluation, type GradientPoolFactory, Trainer, type TrainerHooks } from "@rivulet/train";
import { evaluate } from "../evaluation/evaluate.ts";
import { tagAll } from "../evaluation/tag-all.ts";
import { TaggerBatches } from "./tagger-batches.ts";
import type { TaggerRecipe } from "./tagger-recipe.ts";

/** A training under way: run it, take checkpoints, get the model file. */
export interface TaggerTraining {
  readonly trainer: Trainer;
  run(hooks: TrainerHooks): Promise<void>;
  /** The model of the best epoch on dev so far, ready to write. */
  modelFile(): Uint8Array;
}

/** Prepares the training of a tagger on `train`, judged on `dev`; both with gold labels. */
export function prepareTagger(
  recipe: TaggerRecipe,
  train: readonly Sentence[],
  dev: readonly Sentence[],
  pool: GradientPoolFactory,
): TaggerTraining {
  const { config: featurizerConfig, counts } = buildFeaturizerConfig(train, {
    features: recipe.features,
    minCount: recipe.minCount,
  });
  const featurizer = new Featurizer(featurizerConfig);
  const labels = [...new Set(train.flatMap((sentence) => sentence.labels ?? []))].sort();
  const config: ModelConfig = {
    input: { kind: "embedding", tables: featurizer.tables.map(({ name, rows, size }) => ({ name, rows, size })) },
    layers: recipe.layers,
    heads: recipe.delays.map((delay) => ({ name: `delay${delay}`, size: labels.length, activation: "softmax", delay })),
  };
  const trainer = new Trainer(config, recipe.training, pool);
  const classes = new Map(labels.map((label, c) => [label, c]));
  const corpus = { sentences: train, featurizer, counts, classes, delays: recipe.delays };
  const batches = new TaggerBatches(corpus, recipe.sequences, recipe.training.seed);
  const known = KnownWords.of(train.flatMap(({ tokens }) => tokens));
  const file = (weights: ModelFile["weights"], figures: object): ModelFile => ({
    task: "tagger",
    config,
    weights,
    labels,
    text: { featurizer: featurizerConfig, decode: recipe.decode, knownWords: known.toJSON() },
    about: { name: recipe.name, ...recipe.about, figures, recipe: { ...recipe, about: undefined } },
  });
  return {
    trainer,
    run: (hooks) =>
      trainer.run(batches, (weights) => judge(TaggerModel.fromFile(file(weights, {})), dev, known), hooks),
    modelFile: () => {
      const { epochs } = trainer.history;
      const best = epochs.reduce((top, record) => (record.score > top.score ? record : top), epochs[0]);
      return encodeModelFile(file(trainer.bestWeights, best.figures));
    },
  };
}

/** Dev figures; the score is the mean accuracy over delays and over both ways to meet a sentence's end. */
function judge(model: TaggerModel, dev: readonly Sentence[], known: KnownWords): Evaluation {
  const figures: Record<string, number> = {};
  let sum = 0;
  for (const mode of ["reset", "stream"] as const) {
    const { accuracy, unknown, editOverhead } = evaluate(model.delays, dev, mode, tagAll(model, dev, mode), known);
    for (const [delay, percent] of Object.entries(accuracy.delay)) {
      figures[`${mode} delay ${delay}`] = percent;
      sum += percent;
    }
    if (unknown) figures[`${mode} unknown words`] = unknown.accuracy.final;
    figures[`${mode} edit overhead`] = editOverhead;
  }
  return { score: sum / (2 * model.delays.length), figures };
}
