import type { LayerConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { type FeatureTemplate, taggerFeatures } from "@rivulet/text";
import { defaultTrainingOptions, type TrainingOptions } from "@rivulet/train";

/** How sentences become training sequences: see tagger-batches.ts. */
export interface SequenceOptions {
  /** Share of the sentences that stand alone; the others are joined in runs, as in a stream. */
  readonly alone: number;
  /** Sentences of a run, from and to. */
  readonly run: readonly [number, number];
  /** Share of the runs in which end-of-sentence steps stand between the sentences. */
  readonly runsWithEnds: number;
  /** Share of the sequences that break off at some token: a layer that looks backward then starts there, as in a window. */
  readonly cut: number;
  /** A batch holds at most so many sequences … */
  readonly sequencesPerBatch: number;
  /** … and so many steps, counting each sequence as long as the longest. */
  readonly stepsPerBatch: number;
  /** A word seen n times in training is taken for unknown with probability a / (a + n). */
  readonly wordDropout: number;
}

/** Everything that makes a tagger from a corpus, beside the corpus: the JSON of `--config`. */
export interface TaggerRecipe {
  readonly name: string;
  readonly layers: readonly LayerConfig[];
  /** The delays of the heads. */
  readonly delays: readonly number[];
  readonly features: readonly FeatureTemplate[];
  /** Words and affixes seen less often have no row of their own. */
  readonly minCount: number;
  readonly sequences: SequenceOptions;
  readonly training: TrainingOptions;
  /** `text.decode` of the model file. */
  readonly decode: Readonly<Record<string, unknown>>;
  /** Put into the model file as it stands: description, licence, attribution. */
  readonly about: Readonly<Record<string, unknown>>;
}

export const defaultTaggerRecipe: TaggerRecipe = {
  name: "tagger",
  layers: [{ cell: "lstm", hidden: 192 }],
  delays: [0, 1, 2],
  features: taggerFeatures,
  minCount: 2,
  sequences: {
    alone: 0.33,
    run: [2, 6],
    runsWithEnds: 0.4,
    cut: 0,
    sequencesPerBatch: 24,
    stepsPerBatch: 600,
    wordDropout: 0.25,
  },
  training: defaultTrainingOptions,
  decode: {},
  about: {},
};

/** The default recipe with what `value` (the JSON of `--config`) changes; unknown keys are refused: ARGUMENT_INVALID. */
export function readRecipe(value: unknown): TaggerRecipe {
  return merge("the configuration", defaultTaggerRecipe, value) as TaggerRecipe;
}

/** Keys whose value is taken whole. */
const WHOLE = new Set(["optimizer", "decode", "about", "headWeights", "features", "layers", "delays", "run", "losses"]);

/** Keys that have no default, by the path of what they stand in; each as it may look. */
const OPTIONAL: Readonly<Record<string, object>> = {
  "the configuration.training": { clipValue: 1, truncate: 1, losses: {} },
};

function merge(path: string, base: unknown, change: unknown): unknown {
  if (change === undefined) return base;
  const isRecord = (item: unknown) => typeof item === "object" && item !== null && !Array.isArray(item);
  if (isRecord(base) !== isRecord(change) || Array.isArray(base) !== Array.isArray(change)) {
    throw new RivuletError(
      "ARGUMENT_INVALID",
      `expected ${path} to be like ${JSON.stringify(base)}, came ${JSON.stringify(change)}`,
    );
  }
  if (!isRecord(base)) {
    if (typeof base !== typeof change) {
      throw new RivuletError(
        "ARGUMENT_INVALID",
        `expected ${path} to be a ${typeof base}, came ${JSON.stringify(change)}`,
      );
    }
    return change;
  }
  const merged: Record<string, unknown> = { ...(base as object) };
  const known: Record<string, unknown> = { ...OPTIONAL[path], ...merged };
  for (const [key, item] of Object.entries(change as object)) {
    if (!(key in known)) {
      throw new RivuletError(
        "ARGUMENT_INVALID",
        `expected one of ${Object.keys(known).join(", ")} in ${path}, came ${key}`,
      );
    }
    merged[key] = WHOLE.has(key) ? item : merge(`${path}.${key}`, known[key], item);
  }
  return merged;
}
