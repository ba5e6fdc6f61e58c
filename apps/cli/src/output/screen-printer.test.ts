import type { Tag } from "@rivulet/live";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { terminalColors } from "./label-colors.ts";
import { ScreenPrinter } from "./screen-printer.ts";

const COLUMNS = 24;
const ESCAPE = "\u001b";
const PIECES = new RegExp(`${ESCAPE}\\[(\\d+)A|${ESCAPE}\\[J|\r|\n|[^${ESCAPE}\r\n]+`, "g");

/** A terminal that knows what the printer uses: line feed, return, cursor up, erase below. Throws on anything else. */
class Screen {
  lines: string[] = [""];
  #row = 0;

  write(text: string): void {
    for (const [piece, up] of text.matchAll(PIECES)) {
      if (up !== undefined) this.#row -= Number(up);
      else if (piece === "\u001b[J") this.lines = [...this.lines.slice(0, this.#row), ""];
      else if (piece === "\n") this.#row++;
      else if (piece !== "\r") this.lines[this.#row] = piece;
      this.lines[this.#row] ??= "";
      expect(this.#row).toBeGreaterThanOrEqual(0);
    }
  }
}

const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== "");

/** Reports as a tagger with two words of look-ahead gives them: at once, perhaps revised, final two words later. */
function reportsOf(tokens: readonly { token: string; labels: readonly string[] }[]): Tag[][] {
  const steps: Tag[][] = [];
  for (let step = 0; step < tokens.length + 2; step++) {
    const tags = [2, 1, 0].flatMap((delay) => {
      const index = step - delay;
      const known = tokens[index];
      return known ? [{ index, token: known.token, label: known.labels[delay] ?? "", delay, final: delay === 2 }] : [];
    });
    steps.push(tags.map((tag) => ({ ...tag, probability: 0.5 })));
  }
  return steps;
}

const label = fc.constantFrom("DET", "NOUN", "VERB", "PUNCT");
const token = fc.record({
  token: fc.stringMatching(/^[a-z]{1,9}$/),
  labels: fc.tuple(label, label, label),
});

describe("ScreenPrinter", () => {
  it("shows each word above its last label, whatever was revised and wherever rows break", () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 20 }), (tokens) => {
        const screen = new Screen();
        const printer = new ScreenPrinter(() => COLUMNS);
        for (const tags of reportsOf(tokens)) screen.write(printer.print(tags));
        screen.write(printer.endSentence());
        const rows = screen.lines.filter((line) => line !== "");
        expect(rows.filter((_, i) => i % 2 === 0).flatMap(words)).toEqual(tokens.map(({ token }) => token));
        expect(rows.filter((_, i) => i % 2 === 1).flatMap(words)).toEqual(tokens.map(({ labels }) => labels[2]));
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(COLUMNS);
      }),
    );
  });

  it("puts each label under its word", () => {
    const screen = new Screen();
    const printer = new ScreenPrinter(() => COLUMNS);
    for (const tags of reportsOf([
      { token: "The", labels: ["PRON", "DET", "DET"] },
      { token: "cats", labels: ["NOUN", "NOUN", "NOUN"] },
    ])) {
      screen.write(printer.print(tags));
    }
    expect(screen.lines.slice(0, 2)).toEqual(["The   cats", "DET   NOUN"]);
  });

  it("lets no control character of the input through", () => {
    const tag = { index: 0, token: "a\u001b[2Jb", label: "X", probability: 1, delay: 0, final: true };
    expect(new ScreenPrinter(() => COLUMNS).print([tag])).not.toContain("\u001b[2J");
  });

  it("cuts a word that is wider than the terminal", () => {
    const tag = { index: 0, token: "x".repeat(100), label: "X", probability: 1, delay: 0, final: true };
    const screen = new Screen();
    screen.write(new ScreenPrinter(() => COLUMNS).print([tag]));
    expect(screen.lines[0]).toBe(`${"x".repeat(COLUMNS - 2)}…`);
  });

  it("dims what is provisional and underlines what was revised", () => {
    const printer = new ScreenPrinter(() => COLUMNS, terminalColors(true));
    const tag = { index: 0, token: "can", probability: 0.5 };
    expect(printer.print([{ ...tag, label: "AUX", delay: 0, final: false }])).toContain("\u001b[2mAUX");
    expect(printer.print([{ ...tag, label: "NOUN", delay: 2, final: true }])).toContain("\u001b[4m\u001b[36mNOUN");
  });
});
