import { parseArgs } from "node:util";
import { machine } from "../bench/src/machine.ts";
import { type JobReport, runJob } from "./job-run.ts";
import { hasNats } from "./nats-server.ts";
import { scoringFeed } from "./scoring-feed.ts";
import { taggingFeed } from "./tagging-feed.ts";

function table({ troubles, seconds, inputs, outputs, lost, doubled, disordered, different }: JobReport): string {
  const rows = {
    inputs,
    outputs,
    lost,
    doubled,
    "out of order": disordered,
    "other than uninterrupted": different,
    "workers killed": troubles.SIGKILL,
    "workers put to sleep beyond their lease": troubles.SIGSTOP,
    "workers replaced by SIGTERM": troubles.SIGTERM,
    "NATS killed": troubles.NATS,
    seconds: Math.round(seconds),
  };
  const { cpu, cores, node } = machine();
  const lines = Object.entries(rows).map(([what, count]) => `| ${what} | ${count.toLocaleString("en")} |`);
  return [`${cpu}, ${cores} cores, Node ${node}`, "", "| | |", "| --- | --- |", ...lines].join("\n");
}

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "200000" },
    keys: { type: "string", default: "1000" },
    workers: { type: "string", default: "3" },
    partitions: { type: "string", default: "6" },
    rate: { type: "string", default: "2000" },
    trouble: { type: "string", default: "1500" },
    nats: { type: "boolean", default: false },
    score: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
if (!hasNats) {
  console.error("jetstream: expected the program nats-server; on Debian: apt-get install nats-server");
  process.exit(2);
}
const keys = Number(values.keys);
const report = await runJob({
  feed: values.score ? scoringFeed(keys, "many-to-one") : taggingFeed(keys),
  messages: Number(values.messages),
  workers: Number(values.workers),
  partitions: Number(values.partitions),
  rate: Number(values.rate),
  troubleMs: Number(values.trouble),
  restartNats: values.nats,
  onProgress: (line) => console.error(`jetstream: ${line}`),
});
console.log(values.json ? JSON.stringify(report) : [table(report), ...report.logs].join("\n"));
const isPerfect =
  report.inputs === report.outputs && report.lost + report.doubled + report.disordered + report.different === 0;
process.exit(isPerfect && report.logs.length === 0 ? 0 : 1);
