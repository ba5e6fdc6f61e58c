// The load generator: a process that does what the driver orders over IPC, one order after the other.
import { setTimeout as sleep } from "node:timers/promises";
import { buckets, percentile } from "../../../faults/src/report/latency.ts";
import { LoadConnection } from "./load-connection.ts";
import type { Order, Report, SteadyResult } from "./orders.ts";

/** Handshakes under way at once. */
const CONNECTING = 256;
const PACE_MS = 1;
const LAST_ANSWERS_MS = 500;

let connections: LoadConnection[] = [];
let onAnswer: (connection: LoadConnection) => void = () => {};

async function connectAll(port: number, sessions: number, speaks: "echo" | "rivulet"): Promise<void> {
  let left = sessions;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left--;
      const connection = new LoadConnection(port, speaks, (answered) => onAnswer(answered));
      await connection.ready;
      connections.push(connection);
    }
  };
  await Promise.all(Array.from({ length: CONNECTING }, lane));
}

async function steady(rate: number, seconds: number): Promise<SteadyResult> {
  const answers: { readonly at: number; readonly took: number }[] = [];
  const start = performance.now();
  onAnswer = ({ sentAt }) => answers.push({ at: sentAt - start, took: performance.now() - sentAt });
  let sent = 0;
  let late = 0;
  while (performance.now() - start < seconds * 1_000) {
    const due = ((performance.now() - start) / 1_000) * rate;
    for (; sent < due; sent++) {
      const connection = connections[sent % connections.length];
      if (connection.waiting > 0) late++;
      else connection.push(1);
    }
    await sleep(PACE_MS);
  }
  await sleep(LAST_ANSWERS_MS);
  const took = answers.map((answer) => answer.took);
  return {
    answered: took.length,
    late,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    max: percentile(took, 1),
    buckets: buckets(answers),
  };
}

async function saturate(window: number, tokens: number, seconds: number): Promise<{ answered: number }> {
  let answered = 0;
  let isOver = false;
  onAnswer = (connection) => {
    answered++;
    if (!isOver) connection.push(tokens);
  };
  for (const connection of connections) for (let count = 0; count < window; count++) connection.push(tokens);
  await sleep(seconds * 1_000);
  isOver = true;
  const counted = answered;
  await sleep(LAST_ANSWERS_MS);
  return { answered: counted };
}

async function follow(order: Order): Promise<Report> {
  const start = performance.now();
  const result = await (async () => {
    switch (order.do) {
      case "connect":
        await connectAll(order.port, order.sessions, order.speaks);
        return { answered: connections.length };
      case "steady":
        return steady(order.rate, order.seconds);
      case "saturate":
        return saturate(order.window, order.tokens, order.seconds);
      case "close":
        for (const connection of connections) connection.close();
        connections = [];
        return { answered: 0 };
    }
  })();
  return { ...result, seconds: (performance.now() - start) / 1_000 };
}

process.on("message", async (order: Order) => process.send?.(await follow(order)));
process.on("disconnect", () => process.exit());
