import type { Tag } from "@rivulet/live";

/** One message of tags stays well under a client's frame limit, however long the tokens are. */
const MOST_TAGS = 256;
const MOST_CHARACTERS = 16_384;

/** Tags on their way into one message. */
export class TagBatch {
  #tags: Tag[] = [];
  #characters = 0;

  get isEmpty(): boolean {
    return this.#tags.length === 0;
  }

  get isFull(): boolean {
    return this.#tags.length >= MOST_TAGS || this.#characters >= MOST_CHARACTERS;
  }

  add(tag: Tag): void {
    this.#tags.push(tag);
    this.#characters += tag.token.length;
  }

  take(): Tag[] {
    const tags = this.#tags;
    this.#tags = [];
    this.#characters = 0;
    return tags;
  }
}
