import { RivuletError } from "@rivulet/errors";
import { describe, isRecord, isStringArray } from "./json.ts";

/** Row of a value that has none of its own. */
export const UNK_ROW = 0;
/** Row of a value that is not there: an affix longer than the token, anything of the empty token. */
export const ABSENT_ROW = 1;
/** Row of the end-of-sentence step. */
export const END_ROW = 2;
/** The rows that every table begins with. */
export const RESERVED_ROWS = 3;
/** The length feature tells 1, 2, … 19 and "20 or more" code points apart. */
export const LENGTH_ROWS = 20;

/** Which values have rows: the listed ones, in this order, or all, by FNV-1a of their UTF-8 bytes modulo `buckets`. */
export type FeatureSource = { readonly listed: readonly string[] } | { readonly buckets: number };

interface NamedFeature {
  /** Name of the embedding table. */
  readonly name: string;
  /** Length of the table's vectors. */
  readonly size: number;
}

/** The token itself. */
export interface WordFeature extends NamedFeature {
  readonly kind: "word";
  /** Whether the token is lower-cased first; default false. */
  readonly lowercase?: boolean;
  readonly source: FeatureSource;
}

/** The first or last `n` code points of the token. */
export interface AffixFeature extends NamedFeature {
  readonly kind: "prefix" | "suffix";
  readonly n: number;
  readonly lowercase?: boolean;
  readonly source: FeatureSource;
}

/** The look of the token, see `shapeOf`. */
export interface ShapeFeature extends NamedFeature {
  readonly kind: "shape";
  readonly source: FeatureSource;
}

/** The number of code points, capped at {@link LENGTH_ROWS}. */
export interface LengthFeature extends NamedFeature {
  readonly kind: "length";
}

export type Feature = WordFeature | AffixFeature | ShapeFeature | LengthFeature;

/** How a token becomes ids. Plain data: it is stored as JSON in the model file. */
export interface FeaturizerConfig {
  readonly features: readonly Feature[];
}

/** Checks that a value from a file is a featurizer configuration. Errors: TEXT_CONFIG_INVALID. */
export function parseFeaturizerConfig(value: unknown): FeaturizerConfig {
  if (!isRecord(value) || !Array.isArray(value.features) || value.features.length === 0) {
    throw invalid("an object with a list of features", value);
  }
  const names = new Set<string>();
  const features = value.features.map((item: unknown, i) => {
    const feature = parseFeature(item, `feature ${i}`);
    if (names.has(feature.name)) throw invalid("features of different names", feature.name);
    names.add(feature.name);
    return feature;
  });
  return { features };
}

function parseFeature(value: unknown, where: string): Feature {
  if (!isRecord(value)) throw invalid(`${where} to be an object`, value);
  const { name, kind, size, n, lowercase = false } = value;
  if (typeof name !== "string" || name === "") throw invalid(`the name of ${where}`, name);
  if (!isPositive(size)) throw invalid(`the size of ${name} to be a whole number above 0`, size);
  if (typeof lowercase !== "boolean") throw invalid(`lowercase of ${name} to be true or false`, lowercase);
  switch (kind) {
    case "word":
      return { name, kind, lowercase, size, source: parseSource(value.source, name) };
    case "prefix":
    case "suffix":
      if (!isPositive(n)) throw invalid(`n of ${name} to be a whole number above 0`, n);
      return { name, kind, n, lowercase, size, source: parseSource(value.source, name) };
    case "shape":
      return { name, kind, size, source: parseSource(value.source, name) };
    case "length":
      return { name, kind, size };
    default:
      throw invalid(`the kind of ${name} to be word, prefix, suffix, shape or length`, kind);
  }
}

function parseSource(value: unknown, name: string): FeatureSource {
  if (isRecord(value)) {
    const { listed, buckets } = value;
    if (buckets === undefined && isStringArray(listed)) {
      if (new Set(listed).size !== listed.length) throw invalid(`the listed values of ${name} to differ`, listed);
      return { listed };
    }
    if (listed === undefined && isPositive(buckets) && buckets <= 2 ** 24) return { buckets };
  }
  throw invalid(`the source of ${name} to be listed strings or 1 to 2^24 buckets`, value);
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function invalid(expected: string, came: unknown): RivuletError {
  return new RivuletError("TEXT_CONFIG_INVALID", `expected ${expected}, came ${describe(came)}`);
}
