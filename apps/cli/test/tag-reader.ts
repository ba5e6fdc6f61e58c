import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import type { Tag } from "@rivulet/live";

/** Reads JSON lines of tags as they come. */
export class TagReader {
  /** All tags so far. */
  readonly tags: Tag[] = [];
  readonly #lines: Interface;

  constructor(stdout: Readable) {
    this.#lines = createInterface({ input: stdout });
    this.#lines.on("line", (line) => this.tags.push(JSON.parse(line)));
  }

  /** Waits until there are `count` tags of the kind, and gives the last of them. */
  async waitFor(kind: (tag: Tag) => boolean, count = 1): Promise<Tag | undefined> {
    while (this.tags.filter(kind).length < count) await once(this.#lines, "line");
    return this.tags.filter(kind)[count - 1];
  }
}
