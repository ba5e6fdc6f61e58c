import type { Tag } from "@rivulet/live";
import { padToWidth, printable } from "./cells.ts";
import type { TagPrinter } from "./tag-printer.ts";

const TOKEN_WIDTH = 20;
const LABEL_WIDTH = 6;

/** One aligned line for each report: for logs and pipes, where nothing can be redrawn. */
export class LinePrinter implements TagPrinter {
  #inSentence = false;

  print(tags: readonly Tag[]): string {
    this.#inSentence ||= tags.length > 0;
    return tags.map(formatLine).join("");
  }

  endSentence(): string {
    const end = this.#inSentence ? "\n" : "";
    this.#inSentence = false;
    return end;
  }
}

function formatLine({ index, token, label, probability, final }: Tag): string {
  const cells = [
    String(index).padStart(6),
    padToWidth(printable(token), TOKEN_WIDTH),
    padToWidth(label, LABEL_WIDTH),
    probability.toFixed(3),
    final ? "final" : "provisional",
  ];
  return `${cells.join("  ")}\n`;
}
