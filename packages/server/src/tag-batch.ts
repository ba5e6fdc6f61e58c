import type { Tag } from "@rivulet/live";

/** One message of tags stays well under a client's frame limit, however long the tokens are. */
const MOST_TAGS = 256;
const MOST_CHARACTERS = 16_384;

/** Tags on their way into one message. */
export class TagBatch {
  #tags: Tag[] | undefined;
  #characters = 0;

  get isFull(): boolean {
    return this.#tags !== undefined && (this.#tags.length >= MOST_TAGS || this.#characters >= MOST_CHARACTERS);
  }

  /** `tags` is the batch's from now on. */
  add(tags: Tag[]): void {
    for (const { token } of tags) this.#characters += token.length;
    if (this.#tags === undefined) this.#tags = tags;
    else this.#tags.push(...tags);
  }

  /** What came since the last call, and behind it `last`. */
  take(last: Tag[]): Tag[] {
    if (this.#tags === undefined) return last;
    const tags = this.#tags;
    tags.push(...last);
    this.#tags = undefined;
    this.#characters = 0;
    return tags;
  }
}
