import { mkdirSync, writeFileSync } from "node:fs";
import { latencyPlot } from "../../../faults/src/report/latency-plot.ts";
import { grouped } from "../../../faults/src/report/markdown-table.ts";
import type { Report } from "../../../faults/src/report/stored-reports.ts";
import { inRepository } from "../../../faults/src/repository.ts";
import { deployedFlags, type LoadResult } from "../run-load.ts";
import { boundsTable } from "./bounds-table.ts";
import { loadTable } from "./load-table.ts";

const PLOTS = "docs/load";

/** Writes docs/load.md and its plots, of the last round of each side. */
export function writeLoadPage({ machine, result }: Report<LoadResult>): void {
  const { sessions, rate, seconds, rounds } = result;
  mkdirSync(inRepository(PLOTS), { recursive: true });
  const sides = ["echo", "rivulet"] as const;
  for (const side of sides) {
    const buckets = result[side].at(-1)?.latency.buckets ?? [];
    writeFileSync(inRepository(`${PLOTS}/${side}.svg`), latencyPlot(side, buckets, []));
  }
  const page = [
    "# Load: many sessions on one process",
    "",
    `Written by \`npm run load -- --write\`. ${grouped(sessions)} connections with a session each on one server process,`,
    `${grouped(rate)} messages of one token a second over all of them for ${seconds} s; beside it, in turn and at the same`,
    `rate, a bare \`ws\` echo. ${rounds} turns of each; medians. The generator is a third process, with a WebSocket client of`,
    "its own that costs less than a library's. Server time is all of its process, user and system. Memory is what the",
    "process has beyond the same process without connections, after a collection. The server runs as the Dockerfile and the",
    `systemd unit start it, with \`${deployedFlags.join(" ")}\`; the echo with Node's defaults.`,
    "",
    `Run on: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. Generator and server share these cores; two`,
    "server processes and the generator are three on two cores.",
    "",
    "## What was asked for",
    "",
    boundsTable(result),
    "",
    "## All figures",
    "",
    loadTable(result),
    "",
    "## Latency over time",
    "",
    ...sides.map((side) => `![Latency of ${side}](load/${side}.svg)`),
    "",
  ];
  writeFileSync(inRepository("docs/load.md"), page.join("\n"));
}
