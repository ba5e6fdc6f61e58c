import type { Tag } from "@rivulet/live";

/** What Tagger and TextTagger have in common: one stream's state. */
export interface StreamTagger {
  push(input: string): Tag[];
  flush(): Tag[];
  dispose(): void;
}
