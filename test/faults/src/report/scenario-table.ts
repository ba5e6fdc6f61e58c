import type { ScenarioResult } from "../run-scenario.ts";
import { grouped, inMs, markdownTable } from "./markdown-table.ts";

const head = [
  "scenario",
  "sessions",
  "strikes",
  "messages",
  "tags",
  "went on from a checkpoint or store",
  "from the start",
  "lost",
  "doubled",
  "differing",
  "failed sessions",
];

/** What was sent, and what arrived otherwise than without trouble. */
export function scenarioTable(results: readonly (readonly [string, ScenarioResult])[]): string {
  const rows = results.map(([name, result]) => [
    `\`${name}\``,
    ...[result.sessions, result.strikes, result.messages, result.tags, result.recovered, result.anew].map(grouped),
    ...[result.lost, result.doubled, result.differing, result.failures.length].map(grouped),
  ]);
  return markdownTable(head, rows);
}

/** How long all that took. */
export function latencyTable(results: readonly (readonly [string, ScenarioResult])[]): string {
  const rows = results.map(([name, { seconds, latency, gap, notes }]) => [
    `\`${name}\``,
    `${Math.round(seconds)} s`,
    ...[latency.p50, latency.p99, latency.max, gap.p50, gap.max].map(inMs),
    Object.entries(notes)
      .map(([what, count]) => `${what}: ${grouped(count)}`)
      .join(", "),
  ]);
  const columns = ["scenario", "time", "p50", "p99", "longest", "strike to going on: half", "longest", "also"];
  return markdownTable(columns, rows);
}
