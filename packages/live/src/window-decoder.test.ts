import { describe, expect, it } from "vitest";
import type { Tag } from "./tag.ts";
import { WindowDecoder } from "./window-decoder.ts";

const labels = ["A", "B", "C"];

/** Outputs for the steps from `first` on that say these labels, with 0.6 against 0.2; the first `finals` are final. */
function saying(choices: string, first: number, finals: number) {
  return [...choices].map((choice, i) => {
    const probabilities = [Float32Array.from(labels, (label) => (label === choice ? 0.6 : 0.2))];
    return { index: first + i, final: i < finals, logits: probabilities, probabilities };
  });
}

/** `index label@delay`, a final one with a point. */
const brief = (tags: Tag[]) => tags.map((t) => `${t.index} ${t.label}@${t.delay}${t.final ? "." : ""}`);

describe("WindowDecoder", () => {
  it("tags at once, revises what changes, and ends with one final tag", () => {
    const decoder = new WindowDecoder(labels);
    decoder.token("x");
    expect(brief(decoder.tags(saying("A", 0, 0)))).toEqual(["0 A@0"]);
    decoder.token("y");
    expect(brief(decoder.tags(saying("AB", 0, 0)))).toEqual(["1 B@0"]);
    decoder.token("z");
    expect(brief(decoder.tags(saying("BCC", 0, 1)))).toEqual(["0 B@2.", "1 C@1", "2 C@0"]);
    expect(decoder.pending).toEqual([
      { token: "y", label: 2 },
      { token: "z", label: 2 },
    ]);
    expect(brief(decoder.tags(saying("CA", 1, 2)))).toEqual(["1 C@1.", "2 A@0."]);
    expect(decoder.pending).toEqual([]);
  });

  it("keeps what was not told yet", () => {
    const decoder = new WindowDecoder(labels);
    decoder.token("x");
    expect(decoder.tags([])).toEqual([]);
    expect(decoder.pending).toEqual([{ token: "x", label: -1 }]);
  });

  it("lets the gate hold back a revision, never a final tag", () => {
    const decoder = new WindowDecoder(labels, { margin: 0.5 });
    decoder.token("x");
    decoder.tags(saying("A", 0, 0));
    decoder.token("y");
    expect(brief(decoder.tags(saying("BB", 0, 0)))).toEqual(["1 B@0"]);
    expect(brief(decoder.tags(saying("BB", 0, 1)))).toEqual(["0 B@1."]);
  });
});
