import { RivuletError } from "@rivulet/errors";
import { describe, isRecord, isStringArray } from "./json.ts";
import { rankByCount } from "./rank-by-count.ts";

export interface VocabularyOptions {
  /** Tokens counted less often are UNK; default 1. */
  readonly minCount?: number;
  /** The most ids in all, the reserved ones included; the most frequent tokens stay. Default: no limit. */
  readonly maxSize?: number;
  /** Reserve an id for the begin of a sentence; default false. */
  readonly bos?: boolean;
  /** Reserve an id for padding; default false. */
  readonly pad?: boolean;
}

/** The form in which a vocabulary is stored. */
export interface VocabularyJson {
  readonly bos: boolean;
  readonly pad: boolean;
  /** Ids follow the reserved ones in this order. */
  readonly tokens: readonly string[];
}

/**
 * Tokens to one-hot ids and back. Id 0 is UNK, 1 is EOS, then come BOS and PAD where asked for, then
 * the tokens by falling count. A reserved id is only ever given by its property: text that happens to
 * read "<eos>" is an ordinary token.
 */
export class Vocabulary {
  readonly unk = 0;
  readonly eos = 1;
  readonly bos: number | undefined;
  readonly pad: number | undefined;
  readonly #reserved: readonly string[];
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** Errors: VOCABULARY_INVALID where a token is empty or comes twice. */
  constructor(tokens: readonly string[], options: { readonly bos?: boolean; readonly pad?: boolean } = {}) {
    const reserved = ["<unk>", "<eos>"];
    this.bos = options.bos === true ? reserved.push("<bos>") - 1 : undefined;
    this.pad = options.pad === true ? reserved.push("<pad>") - 1 : undefined;
    this.#reserved = reserved;
    this.#tokens = [...tokens];
    const ids = new Map<string, number>();
    for (const [i, token] of this.#tokens.entries()) {
      if (token === "" || ids.has(token)) {
        const came = token === "" ? "an empty one" : `${describe(token)} twice`;
        throw new RivuletError(
          "VOCABULARY_INVALID",
          `expected different tokens of at least one character, came ${came}`,
        );
      }
      ids.set(token, reserved.length + i);
    }
    this.#ids = ids;
  }

  /** The vocabulary of counted tokens. Errors: VOCABULARY_INVALID where `maxSize` does not hold the reserved ids. */
  static build(counts: ReadonlyMap<string, number>, options: VocabularyOptions = {}): Vocabulary {
    const reserved = 2 + Number(options.bos === true) + Number(options.pad === true);
    const maxSize = options.maxSize ?? Number.POSITIVE_INFINITY;
    if (!(maxSize >= reserved)) {
      throw new RivuletError(
        "VOCABULARY_INVALID",
        `expected maxSize to be at least the ${reserved} reserved ids, came ${maxSize}`,
      );
    }
    return new Vocabulary(rankByCount(counts, options.minCount ?? 1).slice(0, maxSize - reserved), options);
  }

  /** Reads what {@link toJSON} wrote. Errors: VOCABULARY_INVALID. */
  static fromJSON(json: unknown): Vocabulary {
    if (!isRecord(json)) {
      throw new RivuletError("VOCABULARY_INVALID", `expected an object, came ${describe(json)}`);
    }
    const { bos, pad, tokens } = json;
    if (typeof bos !== "boolean" || typeof pad !== "boolean" || !isStringArray(tokens)) {
      throw new RivuletError(
        "VOCABULARY_INVALID",
        `expected bos and pad to be true or false and tokens an array of strings, came ${describe(bos)}, ${describe(pad)} and ${describe(tokens)}`,
      );
    }
    return new Vocabulary(tokens, { bos, pad });
  }

  /** All ids, the reserved ones included: the length of a one-hot x⟨t⟩. */
  get size(): number {
    return this.#reserved.length + this.#tokens.length;
  }

  has(token: string): boolean {
    return this.#ids.has(token);
  }

  /** The id of `token`, UNK's where it is not in the vocabulary. */
  idOf(token: string): number {
    return this.#ids.get(token) ?? this.unk;
  }

  /** The one-hot ids of a sequence, without EOS. */
  idsOf(tokens: readonly string[]): Int32Array {
    return Int32Array.from(tokens, (token) => this.idOf(token));
  }

  /** The token of an id; a reserved id reads "<unk>", "<eos>", "<bos>" or "<pad>". Errors: INPUT_INVALID. */
  tokenOf(id: number): string {
    const token = this.#reserved[id] ?? this.#tokens[id - this.#reserved.length];
    if (token === undefined) {
      throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${this.size - 1}, came ${id}`);
    }
    return token;
  }

  toJSON(): VocabularyJson {
    return { bos: this.bos !== undefined, pad: this.pad !== undefined, tokens: this.#tokens };
  }
}
