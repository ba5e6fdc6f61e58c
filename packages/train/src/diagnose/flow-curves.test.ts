import type { RecurrentPart } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { type Diagnosis, reachTable, renderDiagnosis, renderFlowSvg } from "./diagnosis-page.ts";
import { gradientFlow } from "./flow-curves.ts";
import type { GradientTrace } from "./gradient-tracer.ts";
import { leaningOf } from "./leaning.ts";

const part: RecurrentPart = {
  path: "layers.0",
  index: 0,
  layer: { cell: "lstm", hidden: 1 },
  direction: "forward",
  columns: 1,
};

function trace(hidden: number[], cell: number[]): GradientTrace {
  const parts = [{ part, hidden: Float64Array.from(hidden), cell: Float64Array.from(cell) }];
  return { outputs: new Float32Array(), inputs: Float64Array.of(1, 0, 3), parts };
}

const flow = gradientFlow({
  name: "<lstm>",
  traces: [
    { trace: trace([1, 2, 4, 0], [8, 6, 0, 0]), step: 2 },
    { trace: trace([4, 4, 4, 0], [2, 2, 0, 0]), step: 2 },
    { trace: trace([1, 0.5, 10, 0], [5, 5, 0, 0]), step: 2 },
    { trace: trace([0, 0, 0, 0], [0, 0, 0, 0]), step: 2 },
  ],
});

describe("gradientFlow", () => {
  it("is the median of the shares by T − t, sequences without a gradient left out", () => {
    expect(flow.hidden).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(flow.cell).toEqual([
      [1, 0.5],
      [2, 0.5],
    ]);
  });

  it("tells at which step back it is lost", () => {
    const lost = { name: "rnn", hidden: [1, 0.05, 0.0005].map((y, x) => [x, y] as const) };
    expect(reachTable([flow, lost]).slice(1)).toEqual([
      ["<lstm>, a⟨t⟩", "> 2", "> 2", "> 2"],
      ["<lstm>, c⟨t⟩", "> 2", "> 2", "> 2"],
      ["rnn", "1", "2", "> 2"],
    ]);
  });
});

describe("the report", () => {
  const leaning = leaningOf("said <b>", ["a & b", "c", "d"], 1, trace([], []));

  it("gives each input its share", () => {
    expect(leaning.inputs).toEqual([
      { text: "a & b", share: 0.25, isAsked: false },
      { text: "c", share: 0, isAsked: true },
      { text: "d", share: 0.75, isAsked: false },
    ]);
  });

  it("is one page that loads nothing, runs nothing and escapes what it is told", () => {
    const diagnosis: Diagnosis = {
      title: "T <1>",
      notes: ["n & m"],
      table: [
        ["unit", "error"],
        ["<rnn>", "0.1"],
      ],
      flows: [flow],
      leanings: [{ model: "<m>", predictions: [leaning] }],
    };
    const page = renderDiagnosis(diagnosis);
    for (const text of ["T &lt;1&gt;", "n &amp; m", "&lt;rnn&gt;", "&lt;m&gt;", "said &lt;b&gt;", "a &amp; b"]) {
      expect(page).toContain(text);
    }
    expect(page).not.toMatch(/<script|<link|src=|href=|NaN|undefined|Infinity/);
    expect(page).toContain('style="--share: 0.333" title="25.0 %">a &amp; b');
  });

  it("has the picture as an SVG of its own: a line a flow", () => {
    const svg = renderFlowSvg([flow, { name: "rnn", hidden: [[0, 1]] }]);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const label of ["&lt;lstm&gt;, a⟨t⟩", "&lt;lstm&gt;, c⟨t⟩", "rnn"]) expect(svg).toContain(`>${label}</text>`);
  });
});
