import { writeFileSync } from "node:fs";
import { circumstances, reportPage } from "../report.ts";
import { inRepository } from "../repository.ts";
import { type SuiteName, suiteNames, suites } from "../suites.ts";
import { limitNotes } from "./limit-notes.ts";
import { missedTable } from "./missed-table.ts";
import { otherTargets } from "./other-targets.ts";
import { node20Targets, ratioTargets, threadsTable, throughputTable } from "./ratio-targets.ts";
import { type StoredReports, storedReports } from "./stored-reports.ts";

/** docs/benchmarks.md from all reports that were kept. */
export function writePage(): void {
  writeFileSync(inRepository("docs/benchmarks.md"), page(storedReports("24"), storedReports("20")));
}

/** What was not measured is left out or shows as a dash. */
export function page(node24: StoredReports, node20: StoredReports): string {
  return `${[
    "# Benchmarks",
    "Written by `npm run bench -- --write`; do not edit. The figures behind it are in `test/bench/results`.",
    method(node24),
    "## What was promised, and what was reached",
    "How many times faster than the peer, and what was promised; **bold** where it is missed. Integers were promised as int16; int8, a byte a weight, is held to the same figures.",
    ratioTargets(node24),
    ...(node20.step === undefined ? [] : [node20Targets(node20)]),
    otherTargets(node24),
    "## With the peer's own threads",
    "Above, peers run on one thread, as rivulet does. Where onnxruntime-node is faster with the threads it takes by itself:",
    threadsTable(node24),
    "## How near the limits",
    missedTable(node24, node20),
    throughputTable(node24),
    limitNotes,
    ...suiteNames.flatMap((name) => section(node24, name)),
    ...(node20.step === undefined ? [] : ["## Node 20: step", circumstances(node20.step), reportPage(node20.step)]),
  ].join("\n\n")}\n`;
}

function section(reports: StoredReports, name: SuiteName): string[] {
  const report = reports[name];
  if (report === undefined) return [];
  return [`## ${name}: ${suites[name].summary}`, circumstances(report), reportPage(report)];
}

function method({ step }: StoredReports): string {
  const versions = Object.entries(step?.peers ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    "How it is measured:",
    "",
    "- All engines of one case run in turn in one process, in many rounds, so that a machine that slows down slows all of them: trust ratios within one table more than microseconds. The median is that of blocks of calls in a row, p99 that of calls timed one by one.",
    "- A call writes x⟨t⟩, steps and reads a⟨t⟩; the state goes on from call to call. Inputs are as many as units (H). A token of rivulet is a row of an embedding table of 1,000 rows; peers get the same vector. All engines have the same weights.",
    "- Before it is timed, every engine's a⟨t⟩ is held against double precision: the column “error” is the largest of 16 steps over all sizes. Errors on trained weights over a long stream stand under “tagger”.",
    "- Every peer runs on one thread; ONNX Runtime's other settings (memory arena, memory pattern, execution mode) were tried and made no difference. ONNX models hold one node with the state as inputs and outputs. ONNX Runtime has a quantised LSTM (DynamicQuantizeLSTM) but no quantised GRU or vanilla cell; its weights have a scale a row. TensorFlow.js runs its `basicLSTMCell` or the same few operations. Plain JS is the loop that one writes by hand.",
    `- Peers: ${versions.join(", ")}.`,
  ].join("\n");
}
