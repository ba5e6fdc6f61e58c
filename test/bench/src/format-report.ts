import type { Machine } from "./machine.ts";
import type { SuiteResult } from "./suite.ts";

export interface Report extends SuiteResult {
  readonly suite: string;
  readonly machine: Machine;
  readonly rounds: number;
}

const COLUMNS = ["median", "p99", "mean", "least"] as const;

/** The report as aligned lines for people. */
export function formatReport({ suite, machine, rounds, subject, timings, derived = {} }: Report): string {
  const width =
    Math.max(...[...timings.map((timing) => timing.case), ...Object.keys(derived)].map((s) => s.length)) + 2;
  return [
    `${suite}: ${rounds} rounds on ${machine.cpu}, ${machine.cores} cores, Node ${machine.node} (V8 ${machine.v8})`,
    ...Object.entries(subject).map(
      ([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
    "",
    "microseconds".padEnd(width) + COLUMNS.map((column) => column.padStart(10)).join(""),
    ...timings.map(
      (timing) => timing.case.padEnd(width) + COLUMNS.map((column) => timing[column].toFixed(2).padStart(10)).join(""),
    ),
    "",
    ...Object.entries(derived).map(
      ([key, value]) => key.padEnd(width) + value.toFixed(value < 100 ? 2 : 0).padStart(10),
    ),
  ].join("\n");
}
