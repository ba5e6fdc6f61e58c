import { RivuletError } from "@rivulet/errors";
import { base64 } from "@scure/base";
import { fnv1a } from "./fnv1a.ts";
import { describe } from "./json.ts";

/**
 * The set of word forms seen in training, as 32-bit hashes: 4 bytes a form, and the forms can not be
 * read back. A form that was not seen is taken for known with probability size / 2³². Forms are
 * compared in lower case: a word that starts a sentence is known if it was seen within one.
 */
export class KnownWords {
  /** Ascending, without repeats. */
  readonly #hashes: Uint32Array;

  private constructor(hashes: Uint32Array) {
    this.#hashes = hashes;
  }

  static of(forms: Iterable<string>): KnownWords {
    const hashes = new Set<number>();
    for (const form of forms) hashes.add(fnv1a(form.toLowerCase()));
    return new KnownWords(Uint32Array.from(hashes).sort());
  }

  /** Reads what {@link toJSON} wrote. Errors: VOCABULARY_INVALID. */
  static fromJSON(json: unknown): KnownWords {
    const bytes = typeof json === "string" ? decodeBase64(json) : undefined;
    if (bytes === undefined || bytes.length % 4 !== 0) {
      throw new RivuletError(
        "VOCABULARY_INVALID",
        `expected the known words as base64 of 4 bytes each, came ${describe(json)}`,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const hashes = Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
    if (hashes.some((hash, i) => i > 0 && hash <= (hashes[i - 1] ?? 0))) {
      throw new RivuletError(
        "VOCABULARY_INVALID",
        "expected the hashes of the known words in ascending order, came others",
      );
    }
    return new KnownWords(hashes);
  }

  get size(): number {
    return this.#hashes.length;
  }

  has(form: string): boolean {
    const wanted = fnv1a(form.toLowerCase());
    let low = 0;
    let high = this.#hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const hash = this.#hashes[middle] as number;
      if (hash === wanted) return true;
      if (hash < wanted) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  /** The hashes in ascending order, little-endian, in base64. */
  toJSON(): string {
    const bytes = new Uint8Array(4 * this.#hashes.length);
    const view = new DataView(bytes.buffer);
    this.#hashes.forEach((hash, i) => {
      view.setUint32(4 * i, hash, true);
    });
    return base64.encode(bytes);
  }
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
