import type { Tag } from "@rivulet/live";

/** Turns tags into the text that standard output gets, as they come. */
export interface TagPrinter {
  print(tags: readonly Tag[]): string;
  /** The sentence is over, if one was begun; all its tags were printed. */
  endSentence(): string;
}
