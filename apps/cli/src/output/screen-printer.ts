import type { Tag } from "@rivulet/live";
import { cutToWidth, padToWidth, printable, stringWidth } from "./cells.ts";
import { type LabelColors, plainColors } from "./label-colors.ts";
import type { TagPrinter } from "./tag-printer.ts";

const MIN_CELL = 5; // the longest UPOS labels: a revision does not shift the row
const GAP = 1;

interface Cell {
  readonly index: number;
  readonly token: string;
  readonly width: number;
  label: string;
  revised: boolean;
  final: boolean;
}

/**
 * Words with their tags beneath, in rows as wide as the terminal. Rows that may still change are
 * drawn again in place, so that a reader sees tags appear and settle.
 */
export class ScreenPrinter implements TagPrinter {
  readonly #columns: () => number;
  readonly #colors: LabelColors;
  /** Rows on the screen that are not settled, oldest first. */
  #rows: Cell[][] = [];
  /** Lines of the screen that these rows take. */
  #drawn = 0;

  constructor(columns: () => number, colors: LabelColors = plainColors) {
    this.#columns = columns;
    this.#colors = colors;
  }

  print(tags: readonly Tag[]): string {
    if (tags.length === 0) return "";
    for (const tag of tags) this.#update(tag);
    const text = this.#redraw();
    this.#dropSettledRows();
    return text;
  }

  endSentence(): string {
    if (this.#rows.length === 0) return "";
    this.#rows = [];
    this.#drawn = 0;
    return "\n";
  }

  #update({ index, token, label, final }: Tag): void {
    const known = this.#rows.flat().find((cell) => cell.index === index);
    if (!known) {
      this.#append({ index, token, label, final });
      return;
    }
    known.revised ||= known.label !== label;
    known.label = label;
    known.final = final;
  }

  #append({ index, token, label, final }: Pick<Tag, "index" | "token" | "label" | "final">): void {
    const columns = this.#columns();
    const shown = cutToWidth(printable(token), columns - GAP);
    const width = Math.max(stringWidth(shown), stringWidth(label), MIN_CELL) + GAP;
    const cell = { index, token: shown, width, label, revised: false, final };
    const row = this.#rows.at(-1);
    const used = row?.reduce((sum, other) => sum + other.width, 0) ?? 0;
    if (row && used + width <= columns) row.push(cell);
    else this.#rows.push([cell]);
  }

  #redraw(): string {
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : "";
    const lines = this.#rows.flatMap((row) => [
      row.map((cell) => padToWidth(cell.token, cell.width)).join(""),
      row.map((cell) => this.#label(cell) + " ".repeat(Math.max(0, cell.width - stringWidth(cell.label)))).join(""),
    ]);
    this.#drawn = lines.length;
    return `${up}\r\u001b[J${lines.map((line) => `${line.trimEnd()}\n`).join("")}`;
  }

  #label({ label, final, revised }: Cell): string {
    return this.#colors.label(label, label, final, revised);
  }

  /** A full row whose tags are all final stays where it is and is forgotten. */
  #dropSettledRows(): void {
    const settled = this.#rows.findIndex((row, i) => i === this.#rows.length - 1 || row.some((cell) => !cell.final));
    this.#rows = this.#rows.slice(settled);
    this.#drawn = 2 * this.#rows.length;
  }
}
