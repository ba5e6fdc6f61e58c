import type { Tag } from "@rivulet/live";
import type { TagPrinter } from "./tag-printer.ts";

/** One JSON object a line, keys always in the same order. */
export class JsonlPrinter implements TagPrinter {
  print(tags: readonly Tag[]): string {
    return tags
      .map(({ index, token, label, probability, delay, final }) => {
        return `${JSON.stringify({ index, token, label, probability, delay, final })}\n`;
      })
      .join("");
  }

  endSentence(): string {
    return "";
  }
}
