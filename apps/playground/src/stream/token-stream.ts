import { type ReadonlySignal, signal } from "@preact/signals";
import type { Tag } from "@rivulet/live";

/** One token as it stands. */
export interface TokenView extends Tag {
  /** The labels that it had before, first to last. */
  readonly earlier: readonly string[];
}

/** Tokens that are shown. */
const MOST_TOKENS = 240;

/** What is known of each token of a stream, from the tags that come. */
export class TokenStream {
  readonly #tokens = signal<readonly TokenView[]>([]);
  readonly #count = signal(0);
  readonly #finals = signal(0);

  /** The last of them, in order. */
  get tokens(): ReadonlySignal<readonly TokenView[]> {
    return this.#tokens;
  }

  /** Tokens since the start. */
  get count(): ReadonlySignal<number> {
    return this.#count;
  }

  /** Tokens since the start whose tag is final. */
  get finals(): ReadonlySignal<number> {
    return this.#finals;
  }

  apply(tags: readonly Tag[]): void {
    const tokens = [...this.#tokens.peek()];
    let first = tokens[0]?.index ?? 0;
    let finals = 0;
    for (const tag of tags) {
      if (tokens.length === 0) first = tag.index;
      const before = tokens[tag.index - first];
      tokens[tag.index - first] = { ...tag, earlier: earlierLabels(before, tag.label) };
      if (tag.final) finals++;
      while (tokens.length > MOST_TOKENS && tokens[0].final) {
        tokens.shift();
        first++;
      }
    }
    this.#tokens.value = tokens;
    this.#count.value = first + tokens.length;
    this.#finals.value += finals;
  }

  clear(): void {
    this.#tokens.value = [];
    this.#count.value = 0;
    this.#finals.value = 0;
  }
}

function earlierLabels(before: TokenView | undefined, label: string): readonly string[] {
  if (before === undefined) return [];
  return before.label === label ? before.earlier : [...before.earlier, before.label];
}
