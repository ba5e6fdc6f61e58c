import { RivuletError } from "@rivulet/errors";
import { lengthOf } from "./affix.ts";
import { featureValue } from "./feature-value.ts";
import {
  ABSENT_ROW,
  END_ROW,
  type Feature,
  type FeaturizerConfig,
  LENGTH_ROWS,
  parseFeaturizerConfig,
  RESERVED_ROWS,
  UNK_ROW,
} from "./featurizer-config.ts";
import { fnv1a } from "./fnv1a.ts";

/** The shape of one embedding table; the list of them is the engine's `EmbeddingInput.tables`. */
export interface FeatureTable {
  readonly name: string;
  readonly rows: number;
  readonly size: number;
}

/** Gives the row of a token in one feature's table. */
type RowFinder = (token: string, lowered: string) => number;

/**
 * A token to ids of the engine's embedding input: one id a feature, in the order of the features, each
 * the row in the feature's table plus the rows of the tables before it. Immutable; share it freely.
 */
export class Featurizer {
  /** As checked, with all defaults filled in. */
  readonly config: FeaturizerConfig;
  readonly tables: readonly FeatureTable[];
  /** The global id of row 0 of each table. */
  readonly offsets: readonly number[];
  /** Rows of all tables: global ids are below it. */
  readonly totalRows: number;
  readonly #finders: readonly RowFinder[];
  readonly #lowers: boolean;

  /** Errors: TEXT_CONFIG_INVALID. */
  constructor(config: FeaturizerConfig) {
    this.config = parseFeaturizerConfig(config);
    const { features } = this.config;
    this.tables = features.map((feature) => ({ name: feature.name, rows: rowsOf(feature), size: feature.size }));
    let rows = 0;
    this.offsets = this.tables.map((table) => {
      rows += table.rows;
      return rows - table.rows;
    });
    this.totalRows = rows;
    this.#finders = features.map(rowFinder);
    this.#lowers = features.some((feature) => "lowercase" in feature && feature.lowercase === true);
  }

  get idsPerToken(): number {
    return this.#finders.length;
  }

  /** Writes the ids of `token` to `into`, from `at` on. Errors: INPUT_INVALID where they do not fit. */
  featurize(token: string, into: Int32Array, at = 0): void {
    this.#checkRoom(into, at);
    const lowered = this.#lowers ? token.toLowerCase() : token;
    for (let k = 0; k < this.#finders.length; k++) {
      into[at + k] = (this.offsets[k] as number) + (this.#finders[k] as RowFinder)(token, lowered);
    }
  }

  /** Writes the ids of the end-of-sentence step to `into`, from `at` on. Errors: INPUT_INVALID where they do not fit. */
  end(into: Int32Array, at = 0): void {
    this.#checkRoom(into, at);
    for (let k = 0; k < this.offsets.length; k++) into[at + k] = (this.offsets[k] as number) + END_ROW;
  }

  #checkRoom(into: Int32Array, at: number): void {
    if (at >= 0 && at + this.idsPerToken <= into.length) return;
    throw new RivuletError(
      "INPUT_INVALID",
      `expected room for ${this.idsPerToken} ids from ${at} on, came an array of ${into.length}`,
    );
  }
}

function rowsOf(feature: Feature): number {
  if (feature.kind === "length") return RESERVED_ROWS + LENGTH_ROWS;
  const { source } = feature;
  return RESERVED_ROWS + ("listed" in source ? source.listed.length : source.buckets);
}

function rowFinder(feature: Feature): RowFinder {
  if (feature.kind === "length") {
    return (token) => (token === "" ? ABSENT_ROW : RESERVED_ROWS - 1 + lengthOf(token, LENGTH_ROWS));
  }
  const { source } = feature;
  if ("buckets" in source) {
    return (token, lowered) => {
      const value = featureValue(feature, token, lowered);
      return value === "" ? ABSENT_ROW : RESERVED_ROWS + (fnv1a(value) % source.buckets);
    };
  }
  const rows = new Map<string, number>(source.listed.map((value, i) => [value, RESERVED_ROWS + i]));
  rows.set("", ABSENT_ROW);
  return (token, lowered) => rows.get(featureValue(feature, token, lowered)) ?? UNK_ROW;
}
