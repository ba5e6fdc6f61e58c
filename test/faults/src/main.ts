import { machine } from "../../bench/src/machine.ts";
import { type Command, readCommand } from "./command.ts";
import { hasHeld, runHostile } from "./hostile/run-hostile.ts";
import { hostileTable } from "./report/hostile-table.ts";
import { hostilePlaces, scenarioPlaces, writePage } from "./report/page.ts";
import { latencyTable, scenarioTable } from "./report/scenario-table.ts";
import { storeReport } from "./report/stored-reports.ts";
import { isFaultless, runScenario } from "./run-scenario.ts";
import { scenarios } from "./scenarios.ts";

const HOSTILE = "hostile";
/** A message of each session in a second, on average. */
const EVERY_MS = 1_000;
const NEVER_READS = { stretchMs: 4_000, rounds: 5 };

const known = [...Object.keys(scenarios), HOSTILE];
const usage = [
  "npm run faults -- [SCENARIO…] [--sessions N] [--kills N] [--frames N] [--quick] [--json] [--write]",
  ...Object.entries(scenarios).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`),
  `  ${HOSTILE.padEnd(8)} frames and connections that mean harm, and a client that never reads`,
  "  Without a scenario: all of them. --quick: few sessions, strikes and frames. --json: the figures.",
  "  --write: keeps the figures in test/faults/results and writes docs/faults.md from all that are there.",
].join("\n");

/** The figures of one scenario, told and kept as asked; whether all was well. */
async function run(name: string, { sessions, kills, frames, json, write }: Command): Promise<boolean> {
  console.error(`faults: ${name}`);
  if (name === HOSTILE) {
    const result = await runHostile({ frames, neverReads: NEVER_READS });
    if (write) storeReport(hostilePlaces, name, { machine: machine(), result });
    console.log(json ? JSON.stringify({ name, ...result }) : hostileTable(result));
    return hasHeld(result);
  }
  const result = await runScenario(scenarios[name], { sessions, strikes: kills, everyMs: EVERY_MS });
  if (write) storeReport(scenarioPlaces, name, { machine: machine(), result });
  const tables = [scenarioTable([[name, result]]), "", latencyTable([[name, result]]), ...result.failures.slice(0, 10)];
  console.log(json ? JSON.stringify({ name, ...result }) : [...tables, result.complaints].join("\n"));
  return isFaultless(result);
}

const command = readCommand(process.argv.slice(2), known);
if (command === undefined) {
  console.error(usage);
  process.exit(2);
}
let allWell = true;
for (const name of command.names) allWell = (await run(name, command)) && allWell;
if (command.write) writePage(Object.keys(scenarios), HOSTILE);
// Sockets of scenarios may still be on their way out.
process.exit(allWell ? 0 : 1);
