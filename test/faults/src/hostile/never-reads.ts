import { setTimeout as sleep } from "node:timers/promises";
import { connect, type TaggingSession } from "@rivulet/client";
import { nodeWebSocket } from "@rivulet/runtime-node";
import type { ServerProcess } from "../processes/server-process.ts";
import { percentile } from "../report/latency.ts";
import { DeafClient } from "./deaf-client.ts";
import { used } from "./memory-watch.ts";

const OTHERS = 20;
const EVERY_MS = 20;

export interface NeverReadsOptions {
  /** How long the others are watched at a time. */
  readonly stretchMs: number;
  /** Stretches without and with the client that never reads, in turn. */
  readonly rounds: number;
}

export interface NeverReadsResult {
  /** What the server's heap and buffers grew by for that client, in bytes: the most of all rounds. */
  readonly growth: number;
  /** Messages that it got rid of. */
  readonly sent: number;
  /** Of the others, in milliseconds: the median over the rounds, without and with it. */
  readonly p99: { readonly without: number; readonly beside: number };
}

/** A client that sends without end and never reads: what it costs the server, and the others. */
export async function neverReads(
  server: ServerProcess,
  { stretchMs, rounds }: NeverReadsOptions,
): Promise<NeverReadsResult> {
  const address = `ws://127.0.0.1:${server.port}`;
  const client = await connect(address, { WebSocket: nodeWebSocket });
  const others = await Promise.all(Array.from({ length: 16 }, () => client.open()));
  const second = await connect(address, { WebSocket: nodeWebSocket });
  others.push(...(await Promise.all(Array.from({ length: OTHERS - others.length }, () => second.open()))));
  const without: number[] = [];
  const beside: number[] = [];
  let growth = 0;
  let sent = 0;
  await stretch(others, stretchMs); // warm
  for (let round = 0; round < rounds; round++) {
    without.push(await stretch(others, stretchMs));
    const before = used(await server.figures());
    const deaf = await DeafClient.start(address);
    beside.push(await stretch(others, stretchMs));
    growth = Math.max(growth, used(await server.figures()) - before);
    sent += await deaf.end();
    await sleep(200);
  }
  await Promise.all([client.close(), second.close()]);
  return { growth, sent, p99: { without: percentile(without, 0.5), beside: percentile(beside, 0.5) } };
}

/** The others' p99 over a while, each with a token every so often. */
async function stretch(sessions: readonly TaggingSession[], forMs: number): Promise<number> {
  const took: number[] = [];
  const end = performance.now() + forMs;
  await Promise.all(
    sessions.map(async (session) => {
      let asked = 0;
      const subscription = session.tags$.subscribe(({ delay }) => {
        if (delay === 0) took.push(performance.now() - asked);
      });
      while (performance.now() < end) {
        await sleep(2 * Math.random() * EVERY_MS);
        asked = performance.now();
        await session.push(["cats"]);
      }
      await session.flush();
      subscription.unsubscribe();
    }),
  );
  return percentile(took, 0.99);
}
