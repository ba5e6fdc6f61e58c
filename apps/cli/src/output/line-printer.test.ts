import { describe, expect, it } from "vitest";
import { LinePrinter } from "./line-printer.ts";

const tag = { index: 3, token: 'a"b', label: "DET", probability: 0.1, delay: 0, final: false };

describe("LinePrinter", () => {
  it("aligns a report", () => {
    expect(new LinePrinter().print([tag])).toBe('     3  a"b                   DET     0.100  provisional\n');
  });

  it("lets no line break of the input through", () => {
    expect(new LinePrinter().print([{ ...tag, token: "a\nb" }]).split("\n")).toHaveLength(2);
  });

  it("leaves one empty line between sentences", () => {
    const printer = new LinePrinter();
    expect(printer.endSentence()).toBe("");
    printer.print([tag]);
    expect(printer.endSentence()).toBe("\n");
    expect(printer.endSentence()).toBe("");
  });
});
