// node scripts/node24.mjs test/contract/measure-worker.ts: CPU time of the deployed Worker for a message of 64 tokens.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { WebSocket } from "ws";
import { workerdServerWith } from "./servers/workerd-server.ts";

const TOKENS = 64;
const MESSAGES = 200;
/** A tick of /proc is 10 ms. */
const MS_PER_TICK = 10;

/** CPU time of a process so far, in ms. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

const { address, process: worker, stop } = await workerdServerWith({ tokensPerSecond: 1e6, pushesPerSecond: 1e6 });
if (worker.pid === undefined) throw new Error("expected workerd to run, came no process");
const socket = new WebSocket(address, ["rivulet.v1.json"]);
await once(socket, "open");
const send = (message: unknown) => socket.send(JSON.stringify(message));
const tokens = Array.from(
  { length: TOKENS },
  (_, i) => ["the", "quick", "fox", "jumps", "over", "Zürich", "1987", "."][i % 8],
);

let results = 0;
/** Sends a message and waits until it is done. */
async function push(seq: number): Promise<void> {
  send({ type: "push", session: "a", seq, tokens });
  for (;;) {
    const [data] = await once(socket, "message");
    const { type } = JSON.parse(String(data));
    if (type === "tags" || type === "ack") results++;
    if (type !== "ack") continue;
    send({ type: "credit", session: "a", results });
    return;
  }
}

send({ type: "open", session: "a" });
await once(socket, "message");
for (let seq = 1; seq <= MESSAGES; seq++) await push(seq);
const before = await cpuOf(worker.pid);
for (let seq = MESSAGES + 1; seq <= 2 * MESSAGES; seq++) await push(seq);
const perMessage = ((await cpuOf(worker.pid)) - before) / MESSAGES;
console.log(JSON.stringify({ tokens: TOKENS, messages: MESSAGES, cpuMsPerMessage: perMessage }));
socket.terminate();
await stop();
