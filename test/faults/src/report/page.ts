import { mkdirSync, writeFileSync } from "node:fs";
import type { HostileResult } from "../hostile/run-hostile.ts";
import { inRepository } from "../repository.ts";
import type { ScenarioResult } from "../run-scenario.ts";
import { hostileTable } from "./hostile-table.ts";
import { latencyPlot } from "./latency-plot.ts";
import { latencyTable, scenarioTable } from "./scenario-table.ts";
import { storedReports } from "./stored-reports.ts";

export const scenarioPlaces = "test/faults/results/scenarios";
export const hostilePlaces = "test/faults/results/hostile";
const PLOTS = "docs/faults";

/** Writes docs/faults.md and its plots from the reports that were kept. */
export function writePage(scenarioNames: readonly string[], hostileName: string): void {
  const reports = storedReports<ScenarioResult>(scenarioPlaces, scenarioNames);
  const results = reports.map(([name, { result }]): [string, ScenarioResult] => [name, result]);
  const hostile = storedReports<HostileResult>(hostilePlaces, [hostileName]);
  mkdirSync(inRepository(PLOTS), { recursive: true });
  for (const [name, { plot }] of results) {
    writeFileSync(inRepository(`${PLOTS}/${name}.svg`), latencyPlot(name, plot.buckets, plot.strikes));
  }
  const [machine] = [...reports, ...hostile].map(([, report]) => report.machine);
  const page = [
    "# Faults: what was broken, and what clients saw",
    "",
    "Written by `npm run faults -- --write`. Each scenario runs the real `rivulet serve` in processes of their own behind a",
    "TCP proxy, and clients of `@rivulet/client`, one connection a session, half of them msgpack and half JSON, each with a",
    "message a second: tokens, text cut anywhere, ends of sentences, resets. What each client heard is compared with what a",
    "tagger in one process gives for the same messages: index, token, label, probability, delay and finality of every tag,",
    "in order, by SHA-256.",
    "",
    machine === undefined ? "" : `Run on: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}.`,
    "Clients, proxy and servers share these cores, and the clients' process is the busiest: times after a strike are mostly",
    "its own, spent on a thousand connections made anew at once.",
    "",
    "## None lost, none doubled",
    "",
    scenarioTable(results),
    "",
    ...results.map(([name, { summary }]) => `- \`${name}\`: ${summary}.`),
    "",
    "## How long it took",
    "",
    "From the start of a message to its last tag, waits while no server was there included; and from a strike to the moment",
    "that a session goes on.",
    "",
    latencyTable(results),
    "",
    ...results.map(([name]) => `![Latency of ${name}](faults/${name}.svg)`),
    "",
    ...hostile.flatMap(([, { result }]) => ["## Those who mean harm", "", hostileTable(result), ""]),
  ];
  writeFileSync(inRepository("docs/faults.md"), page.join("\n"));
}
