import { writeFileSync } from "node:fs";
import { grouped } from "../../../faults/src/report/markdown-table.ts";
import type { Report } from "../../../faults/src/report/stored-reports.ts";
import { inRepository } from "../../../faults/src/repository.ts";
import type { LoadResult } from "../run-load.ts";
import { loadTable } from "./load-table.ts";

/** Writes docs/load.md. */
export function writeLoadPage({ machine, result }: Report<LoadResult>): void {
  const { sessions, rate, seconds, rounds } = result;
  const page = [
    "# Load: many sessions on one process",
    "",
    `Written by \`npm run load -- --write\`. ${grouped(sessions)} connections with a session each on one server process,`,
    `${grouped(rate)} messages of one token a second over all of them for ${seconds} s; beside it, in turn and at the same`,
    `rate, a bare \`ws\` echo. ${rounds} turns of each; medians. The generator is a third process, with a WebSocket client of`,
    "its own that costs less than a library's. Server time is all of its process, user and system. Memory is what the",
    "process has beyond the same process without connections, after a collection.",
    "",
    `Run on: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. Generator and server share these cores; two`,
    "server processes and the generator are three on two cores.",
    "",
    loadTable(result),
    "",
  ];
  writeFileSync(inRepository("docs/load.md"), page.join("\n"));
}
