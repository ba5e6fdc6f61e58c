import { parseArgs } from "node:util";
import { writePage } from "./page/page.ts";
import { storeReport } from "./page/stored-reports.ts";
import { installPeers } from "./peers/install.ts";
import { circumstances, reportPage, runSuite } from "./report.ts";
import type { SuiteOptions } from "./suite.ts";
import { type SuiteName, suiteNames, suites } from "./suites.ts";

const usage = [
  "npm run bench -- [SUITE…] [--json] [--quick] [--write] [--rounds N] [--model FILE] [--text FILE]",
  ...suiteNames.map((name) => `  ${name.padEnd(9)} ${suites[name].summary}`),
  "  Without a suite: all of them. --quick: few sizes and rounds. --json: a list of reports.",
  "  --write: keeps the reports in test/bench/results and writes docs/benchmarks.md from all that are there.",
].join("\n");

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      rounds: { type: "string" },
      model: { type: "string" },
      text: { type: "string" },
    },
  });
}

interface Request {
  readonly names: readonly SuiteName[];
  readonly options: SuiteOptions;
  readonly json: boolean;
  readonly write: boolean;
}

/** What the command line asks for; undefined where it is not understood. */
function request(): Request | undefined {
  try {
    const { values, positionals } = parse();
    const { json, quick, write, model, text } = values;
    const names = suiteNames.filter((name) => positionals.length === 0 || positionals.includes(name));
    const rounds = Number(values.rounds ?? (quick ? 3 : 21));
    const known = positionals.every((name) => suiteNames.some((suite) => suite === name));
    if (!known || !Number.isInteger(rounds) || rounds < 1) return undefined;
    return { names, options: { quick, model, text, effort: { rounds, turnMilliseconds: quick ? 2 : 8 } }, json, write };
  } catch {
    return undefined; // parseArgs throws at options that it does not know
  }
}

const asked = request();
if (asked === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  installPeers();
  const reports = [];
  for (const name of asked.names) {
    console.error(`bench: ${name}`);
    const report = await runSuite(name, asked.options);
    reports.push(report);
    if (asked.write) storeReport(report);
    if (!asked.json) console.log(`\n## ${name}\n${circumstances(report)}\n\n${reportPage(report)}`);
  }
  if (asked.json) console.log(JSON.stringify(reports, null, 2));
  if (asked.write) writePage();
}
