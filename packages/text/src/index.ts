export {
  type BuiltFeaturizer,
  buildFeaturizerConfig,
  type FeatureTemplate,
  type FeaturizerBuilderOptions,
  taggerFeatures,
} from "./build-featurizer-config.ts";
export { CharTokenizer, type CharTokenizerOptions } from "./char-tokenizer.ts";
export { type FeatureTable, Featurizer } from "./featurizer.ts";
export {
  ABSENT_ROW,
  type AffixFeature,
  END_ROW,
  type Feature,
  type FeatureSource,
  type FeaturizerConfig,
  LENGTH_ROWS,
  type LengthFeature,
  parseFeaturizerConfig,
  RESERVED_ROWS,
  type ShapeFeature,
  UNK_ROW,
  type WordFeature,
} from "./featurizer-config.ts";
export { fnv1a } from "./fnv1a.ts";
export { KnownWords } from "./known-words.ts";
export { countTokens } from "./rank-by-count.ts";
export { type ColumnsOptions, readColumns } from "./read-columns.ts";
export { type ConlluColumn, type ConlluOptions, readConllu } from "./read-conllu.ts";
export { readPlain } from "./read-plain.ts";
export type { Sentence } from "./sentence.ts";
export { shapeOf } from "./shape.ts";
export { splitPunctuation } from "./split-punctuation.ts";
export type { Tokenizer } from "./tokenizer.ts";
export { Vocabulary, type VocabularyJson, type VocabularyOptions } from "./vocabulary.ts";
export { END_OF_LINE, WordTokenizer, type WordTokenizerOptions } from "./word-tokenizer.ts";
