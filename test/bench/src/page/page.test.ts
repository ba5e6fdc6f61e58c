import { describe, expect, test } from "vitest";
import type { LayerTiming } from "../layer/time-layers.ts";
import type { MachineLimits } from "../limits/step-limit.ts";
import type { Report } from "../report.ts";
import { missedTable } from "./missed-table.ts";
import { page } from "./page.ts";
import type { StoredReports } from "./stored-reports.ts";

const about = {
  machine: { cpu: "a CPU", cores: 2, memoryGiB: 8, node: "24.0.0", v8: "13", platform: "linux x64" },
  peers: {},
  rounds: 3,
  turnMilliseconds: 2,
  quick: false,
};

function timing(name: string, hidden: number, median: number): LayerTiming {
  return { cell: "lstm", hidden, batch: 1, steps: 1, name, median, least: median, p99: median, error: 0 };
}

/** Missed at 256 (the limit allows the target) and at 512 (it does not), met at 64. */
const step: Report<"step"> = {
  ...about,
  suite: "step",
  result: {
    timings: [
      timing("rivulet f32", 64, 2),
      timing("onnxruntime-node f32", 64, 20),
      timing("rivulet f32", 256, 40),
      timing("onnxruntime-node f32", 256, 60),
      timing("rivulet f32", 512, 100),
      timing("onnxruntime-node f32", 512, 90),
    ],
  },
};

const measured: MachineLimits = {
  reads: [{ bytes: 2 ** 17, gigabytesPerSecond: 2 ** 20 / 1e4 }],
  peaks: [{ arithmetic: "f32", gigaMultiplyAdds: 2 ** 20 / 2e4 }],
};
const limits: Report<"limits"> = { ...about, suite: "limits", result: measured };

describe("missed targets", () => {
  const rows = missedTable({ step, limits }, {})
    .split("\n")
    .filter((line) => line.startsWith("| LSTM"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test("only those, with the work, the least time, how near, and what it would allow", () => {
    expect(rows).toEqual([
      // 2 MiB at 104.9 GB a second: 20 µs.
      [
        "LSTM, H = 256: one step, f32 deterministic, against onnxruntime-node f32",
        ...["2048", "0.52", "20.0", "reading", "40.0", "50 %", "1.50", "3.00", "1.70", "by the limit"],
      ],
      [
        "LSTM, H = 512: one step, f32 deterministic, against onnxruntime-node f32",
        ...["8192", "2.10", "80.0", "reading", "100", "80 %", "0.90", "1.13", "1.30", "**no**"],
      ],
    ]);
  });

  test("without measured limits the reader is told how to measure them", () => {
    expect(missedTable({ step }, {})).toContain("npm run bench -- limits --write");
  });

  test("nothing missed, nothing shown", () => {
    expect(missedTable({ limits }, {})).toBe("No ratio that was measured misses its target.");
  });
});

describe("the page", () => {
  const cases: readonly [string, StoredReports][] = [
    ["nothing", {}],
    ["limits alone", { limits }],
    ["a step alone", { step }],
    ["both", { step, limits }],
  ];
  test.each(cases)("is written from %s", (_, reports) => {
    const written = page(reports, {});
    expect(written).toMatch(/^# Benchmarks\n/);
    expect(written).not.toMatch(/undefined|NaN|Infinity/);
    for (const name of ["step", "limits"] as const) {
      expect(written.includes(`\n## ${name}: `)).toBe(reports[name] !== undefined);
    }
  });

  test("a step of Node 20 has its own targets and section", () => {
    const written = page({ limits }, { step });
    expect(written).toContain("Node 20, one step");
    expect(written).toContain("\n## Node 20: step");
    expect(written).toContain("| LSTM, H = 512: Node 20, one step, f32 deterministic, against onnxruntime-node f32");
  });
});
