import { featureValue, type ValueRule } from "./feature-value.ts";
import { Featurizer } from "./featurizer.ts";
import type {
  AffixFeature,
  Feature,
  FeaturizerConfig,
  LengthFeature,
  ShapeFeature,
  WordFeature,
} from "./featurizer-config.ts";
import { countTokens, rankByCount } from "./rank-by-count.ts";

interface TemplateSource {
  /** Hash the values into this many rows; without it the values of the corpus are listed. */
  readonly buckets?: number;
  /** Values of fewer tokens (affixes: of fewer distinct words) are not listed; default that of the builder. */
  readonly minCount?: number;
}

/** A feature whose values are still to be collected. */
export type FeatureTemplate =
  | (Omit<WordFeature, "source"> & TemplateSource)
  | (Omit<AffixFeature, "source"> & TemplateSource)
  | (Omit<ShapeFeature, "source"> & TemplateSource)
  | LengthFeature;

export interface FeaturizerBuilderOptions {
  /** Default: {@link taggerFeatures}. */
  readonly features?: readonly FeatureTemplate[];
  /** Values of fewer tokens (affixes: of fewer distinct words) are UNK; default 2. */
  readonly minCount?: number;
}

/** What tells most about an English word's part of speech: 10 features, 208 numbers in all. */
export const taggerFeatures: readonly FeatureTemplate[] = [
  { name: "word", kind: "word", lowercase: true, size: 64 },
  ...[8, 12, 20].map((size, i) => affix("prefix", i + 1, size)),
  ...[8, 16, 28, 28].map((size, i) => affix("suffix", i + 1, size)),
  { name: "shape", kind: "shape", size: 16 },
  { name: "length", kind: "length", size: 8 },
];

function affix(kind: "prefix" | "suffix", n: number, size: number): FeatureTemplate {
  return { name: `${kind}${n}`, kind, n, lowercase: true, size };
}

export interface BuiltFeaturizer {
  readonly config: FeaturizerConfig;
  /**
   * How often the corpus uses each row, by global id (length: `totalRows`). For training only, e.g. to
   * replace a word's row by UNK with p = a / (a + count); not part of the model file.
   */
  readonly counts: Uint32Array;
}

/**
 * A configuration that lists what a corpus holds, most frequent first, equals in code point order: the
 * same corpus gives the same configuration. Errors: TEXT_CONFIG_INVALID.
 */
export function buildFeaturizerConfig(
  sentences: Iterable<{ readonly tokens: readonly string[] }>,
  options: FeaturizerBuilderOptions = {},
): BuiltFeaturizer {
  const forms = new Map<string, number>();
  for (const { tokens } of sentences) countTokens(tokens, forms);
  const minCount = options.minCount ?? 2;
  const features = (options.features ?? taggerFeatures).map((template) => collect(template, forms, minCount));
  const featurizer = new Featurizer({ features });
  return { config: featurizer.config, counts: countRows(featurizer, forms) };
}

function collect(template: FeatureTemplate, forms: ReadonlyMap<string, number>, minCount: number): Feature {
  if (template.kind === "length") return template;
  const { buckets, minCount: ownMinCount, ...feature } = template;
  if (buckets !== undefined) return { ...feature, source: { buckets } };
  return { ...feature, source: { listed: rankByCount(countValues(feature, forms), ownMinCount ?? minCount) } };
}

/**
 * Tokens that have each value; for affixes the distinct words instead: an affix of one frequent word
 * says no more than the word, and its row would never meet an unknown one.
 */
function countValues(rule: ValueRule, forms: ReadonlyMap<string, number>): Map<string, number> {
  const ofWords = rule.kind === "prefix" || rule.kind === "suffix";
  const words = new Set<string>();
  const counts = new Map<string, number>();
  for (const [form, count] of forms) {
    const word = rule.lowercase === true ? form.toLowerCase() : form;
    if (ofWords && words.has(word)) continue;
    words.add(word);
    const value = featureValue(rule, form, form.toLowerCase());
    if (value !== "") counts.set(value, (counts.get(value) ?? 0) + (ofWords ? 1 : count));
  }
  return counts;
}

function countRows(featurizer: Featurizer, forms: ReadonlyMap<string, number>): Uint32Array {
  const counts = new Uint32Array(featurizer.totalRows);
  const ids = new Int32Array(featurizer.idsPerToken);
  for (const [form, count] of forms) {
    featurizer.featurize(form, ids);
    for (const id of ids) counts[id] = (counts[id] ?? 0) + count;
  }
  return counts;
}
