import picocolors from "picocolors";
import { JsonlPrinter } from "./jsonl-printer.ts";
import { terminalColors } from "./label-colors.ts";
import { LinePrinter } from "./line-printer.ts";
import { ScreenPrinter } from "./screen-printer.ts";
import type { TagPrinter } from "./tag-printer.ts";

const DEFAULT_COLUMNS = 80;

/** The printer that fits standard output: JSON lines if asked for, a screen on a terminal, else plain lines. */
export function createPrinter({ jsonl }: { jsonl: boolean }): TagPrinter {
  if (jsonl) return new JsonlPrinter();
  if (!process.stdout.isTTY || process.env.TERM === "dumb") return new LinePrinter();
  return new ScreenPrinter(
    () => process.stdout.columns || DEFAULT_COLUMNS,
    terminalColors(picocolors.isColorSupported),
  );
}
