import { RivuletError } from "@rivulet/errors";
import { parseJson } from "./json.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface CharTokenizerOptions {
  /**
   * `code-point` (default): one token a Unicode code point; `grapheme`: one a user-perceived character
   * (extended grapheme cluster), by the tables of the runtime's Intl.Segmenter.
   */
  readonly unit?: "code-point" | "grapheme";
}

/**
 * Clusters longer than this many UTF-16 code units are cut, so that the pending input is bounded
 * (compare the stream-safe text format of UAX #15).
 */
const longestCluster = 64;

/** Characters of a text that comes in chunks cut anywhere, inside a surrogate pair or a cluster too. */
export class CharTokenizer implements Tokenizer {
  readonly #segmenter: Intl.Segmenter | undefined;
  #pending = "";

  constructor(options: CharTokenizerOptions = {}) {
    const unit = options.unit ?? "code-point";
    if (unit !== "code-point" && unit !== "grapheme") {
      throw new RivuletError(
        "TEXT_CONFIG_INVALID",
        `expected unit "code-point" or "grapheme", came ${JSON.stringify(unit)}`,
      );
    }
    this.#segmenter = unit === "grapheme" ? new Intl.Segmenter("en", { granularity: "grapheme" }) : undefined;
  }

  push(chunk: string): string[] {
    const text = this.#pending + chunk;
    const certain = endsInHighSurrogate(text) ? text.length - 1 : text.length;
    if (this.#segmenter === undefined) {
      this.#pending = text.slice(certain);
      return [...text.slice(0, certain)];
    }
    const clusters = cutClusters(this.#segmenter, text.slice(0, certain));
    // The last cluster can still grow.
    this.#pending = (clusters.pop() ?? "") + text.slice(certain);
    return clusters;
  }

  flush(): string[] {
    const text = this.#pending;
    this.#pending = "";
    return this.#segmenter === undefined ? [...text] : cutClusters(this.#segmenter, text);
  }

  snapshot(): string {
    return JSON.stringify(this.#pending);
  }

  restore(pending: string): void {
    const text = parseJson(pending);
    // One cluster and the first half of a surrogate pair.
    const longest = this.#segmenter === undefined ? 1 : longestCluster + 1;
    if (typeof text !== "string" || text.length > longest) {
      throw new RivuletError(
        "SNAPSHOT_DAMAGED",
        `expected the pending input of a character tokenizer, a JSON string of at most ${longest}, came something else`,
      );
    }
    this.#pending = text;
  }
}

function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

/** The grapheme clusters of `text`; one that is too long is cut and segmentation starts anew behind the cut. */
function cutClusters(segmenter: Intl.Segmenter, text: string): string[] {
  const clusters: string[] = [];
  let rest = text;
  while (rest !== "") {
    let taken = 0;
    for (const { segment } of segmenter.segment(rest)) {
      const cluster = segment.length > longestCluster ? headOf(segment) : segment;
      clusters.push(cluster);
      taken += cluster.length;
      if (cluster !== segment) break;
    }
    rest = rest.slice(taken);
  }
  return clusters;
}

function headOf(cluster: string): string {
  const head = cluster.slice(0, longestCluster);
  return endsInHighSurrogate(head) ? head.slice(0, -1) : head;
}
