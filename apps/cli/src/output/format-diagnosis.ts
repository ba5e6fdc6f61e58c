import type { Leaning } from "@rivulet/train";
import { cutToWidth, padToWidth, printable, stringWidth } from "./cells.ts";

const BAR = 24;
const WIDEST = 24;
/** Of a long sequence the inputs that mattered most. */
const MOST_ROWS = 20;

/** Cells in columns: the first to the left, the others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head] = rows;
  const widths = head.map((_, c) => Math.max(...rows.map((row) => stringWidth(row[c]))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (c === 0 ? padToWidth(cell, widths[c]) : " ".repeat(widths[c] - stringWidth(cell)) + cell))
      .join("  ");
  return rows.map(line).join("\n");
}

/** One prediction: each input with its number from 1, its share and a bar, in their order. */
export function formatLeaning({ about, inputs }: Leaning): string {
  const shares = inputs.map(({ share }) => share).sort((a, b) => b - a);
  const least = shares[MOST_ROWS - 1] ?? 0;
  const most = shares[0] || 1;
  const shown = inputs.map((input, t) => ({ ...input, t })).filter(({ share }) => share >= least);
  const texts = shown.map(({ text }) => cutToWidth(printable(text), WIDEST));
  const width = Math.max(...texts.map((text) => stringWidth(text)));
  const lines = shown.map(({ share, isAsked, t }, i) => {
    const bar = "█".repeat(Math.round((BAR * share) / most));
    const percent = `${(100 * share).toFixed(1)} %`.padStart(7);
    return `${isAsked ? ">" : " "} ${String(t + 1).padStart(4)}  ${padToWidth(texts[i], width)}  ${percent}  ${bar}`.trimEnd();
  });
  const left = inputs.length - shown.length;
  return [printable(about), ...lines, ...(left > 0 ? [`        and ${left} that mattered less`] : [])].join("\n");
}
