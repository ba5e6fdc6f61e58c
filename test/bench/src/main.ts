import { parseArgs } from "node:util";
import { formatReport } from "./format-report.ts";
import { machine } from "./machine.ts";
import type { Suite } from "./suite.ts";
import { step } from "./suites/step.ts";
import { tagger } from "./suites/tagger.ts";

const suites: readonly Suite[] = [tagger, step];

const usage = [
  "npm run bench -- SUITE [--json] [--rounds N] [--model FILE] [--text FILE]",
  ...suites.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`),
].join("\n");

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "15" },
      model: { type: "string" },
      text: { type: "string" },
    },
  });
}

/** What the command line asks for; undefined where it is not understood. */
function request(): { suite: Suite; rounds: number; values: ReturnType<typeof parse>["values"] } | undefined {
  try {
    const { values, positionals } = parse();
    const suite = suites.find(({ name }) => name === positionals[0]);
    const rounds = Number(values.rounds);
    if (suite === undefined || positionals.length > 1 || !Number.isInteger(rounds) || rounds < 1) return undefined;
    return { suite, rounds, values };
  } catch {
    return undefined; // parseArgs throws at options that it does not know
  }
}

const asked = request();
if (asked === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const { suite, rounds, values } = asked;
  const result = suite.run({ rounds, model: values.model, text: values.text });
  const report = { suite: suite.name, machine: machine(), rounds, ...result };
  console.log(values.json ? JSON.stringify(report, null, 2) : formatReport(report));
}
