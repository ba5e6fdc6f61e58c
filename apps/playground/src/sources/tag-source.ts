import type { Tag } from "@rivulet/live";

/** What turns text into tags, here or elsewhere. */
export interface TagSource {
  /** Text cut anywhere; a line end ends a sentence. */
  push(text: string): void;
  /** Back to the start: what comes before `cleared` is of the old stream. */
  reset(): void;
}

/** What a source tells. */
export interface TagListener {
  tags(tags: readonly Tag[]): void;
  cleared(): void;
  /** Something was left out; the stream goes on. */
  refused(message: string): void;
}
