import { parseArgs } from "node:util";
import { machine } from "../../bench/src/machine.ts";
import { writeLoadPage } from "./report/load-page.ts";
import { loadTable } from "./report/load-table.ts";
import { runLoad } from "./run-load.ts";

const usage =
  "npm run load -- [--sessions N] [--rate N] [--seconds N] [--rounds N] [--quick] [--json] [--write] [--node-flag FLAG…]";
const full = { sessions: 10_000, rate: 10_000, seconds: 20, rounds: 3 };
const quick = { sessions: 200, rate: 1_000, seconds: 2, rounds: 1 };

function read() {
  try {
    const { values } = parseArgs({
      options: {
        sessions: { type: "string" },
        rate: { type: "string" },
        seconds: { type: "string" },
        rounds: { type: "string" },
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        "node-flag": { type: "string", multiple: true, default: [] },
      },
    });
    const size = values.quick ? quick : full;
    const [sessions, rate, seconds, rounds] = (["sessions", "rate", "seconds", "rounds"] as const).map((name) =>
      Number(values[name] ?? size[name]),
    );
    if (![sessions, rate, seconds, rounds].every((count) => Number.isInteger(count) && count > 0)) return undefined;
    const { json, write, "node-flag": nodeFlags } = values;
    return { options: { sessions, rate, seconds, rounds, nodeFlags }, json, write };
  } catch {
    return undefined; // parseArgs throws at options that it does not know
  }
}

const command = read();
if (command === undefined) {
  console.error(usage);
  process.exit(2);
}
const report = { machine: machine(), result: await runLoad(command.options) };
if (command.write) writeLoadPage(report);
console.log(command.json ? JSON.stringify(report) : loadTable(report.result));
process.exit();
