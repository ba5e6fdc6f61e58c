import { setTimeout as sleep } from "node:timers/promises";
import type { Figures } from "../../faults/src/processes/figures-of.ts";
import { ServerProcess } from "../../faults/src/processes/server-process.ts";
import { newKey } from "../../faults/src/scenarios/settings.ts";
import { EchoProcess } from "./echo-process.ts";
import type { SteadyResult } from "./generator/orders.ts";
import { GeneratorProcess } from "./generator-process.ts";

export interface LoadOptions {
  readonly sessions: number;
  /** Messages a second over all sessions. */
  readonly rate: number;
  readonly seconds: number;
  /** Turns of echo and rivulet one after the other; each with processes of its own. */
  readonly rounds: number;
  /** Flags of Node for the server, to look into it. */
  readonly nodeFlags: readonly string[];
}

/** A server under a steady rate. */
export interface SteadyLoad {
  readonly connectsPerSecond: number;
  readonly latency: SteadyResult;
  /** User and system time of the server's process for each message, in microseconds. */
  readonly cpuPerMessage: number;
  /** Beyond the server without connections, bytes a session: resident, and of heap and buffers after a collection. */
  readonly idle: Memory;
  readonly loaded: Memory;
  /** Of rivulet: the engine's part of the time a message takes (features, network, tags), in microseconds. */
  readonly stepMicroseconds?: number;
}

export interface Memory {
  readonly resident: number;
  readonly used: number;
}

export interface LoadResult extends Omit<LoadOptions, "nodeFlags"> {
  readonly echo: readonly SteadyLoad[];
  readonly rivulet: readonly SteadyLoad[];
  /** Tokens a second with as many messages as the server takes. */
  readonly saturated: readonly { readonly processes: number; readonly tokens: number; readonly perSecond: number }[];
}

/** Above what the load asks for: what is measured is the server, not its limits. */
const limits = { connections: 20_000, sessions: 20_000, pushesPerSecond: 1e6, tokensPerSecond: 1e7 };
const SATURATING_CONNECTIONS = 200;
const WINDOW = 8;
/** Until the compiler has seen what there is to see. */
const WARM_SECONDS = 5;
/** As the Dockerfile and the systemd unit start it. */
export const deployedFlags = ["--max-semi-space-size=4", "--heap-growing-percent=60", "--no-parallel-scavenge"];
const SETTLE_MS = 500;

/** Loads a bare echo and a server in turn, each in a process of its own, from a third. */
export async function runLoad({ nodeFlags, ...options }: LoadOptions): Promise<LoadResult> {
  const echo: SteadyLoad[] = [];
  const rivulet: SteadyLoad[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const reference = await EchoProcess.start();
    echo.push(await steadyLoad(reference, "echo", options));
    await reference.end();
    const server = await startServer(1, nodeFlags);
    rivulet.push(await steadyLoad(server, "rivulet", options));
    await server.end("SIGTERM");
  }
  const saturated = [];
  for (const processes of [1, 2]) {
    for (const tokens of [1, 16]) {
      const perSecond = await saturatedLoad(processes, tokens, options.seconds);
      saturated.push({ processes, tokens, perSecond });
    }
  }
  return { ...options, echo, rivulet, saturated };
}

function startServer(workers: number, nodeFlags: readonly string[] = []): Promise<ServerProcess> {
  return ServerProcess.start({
    keys: [newKey("k")],
    limits,
    workers,
    nodeFlags: ["--expose-gc", ...deployedFlags, ...nodeFlags],
  });
}

/** What a server under load must tell. */
interface Loaded {
  readonly port: number;
  figures(): Promise<Figures>;
}

async function steadyLoad(
  server: Loaded | ServerProcess,
  speaks: "echo" | "rivulet",
  { sessions, rate, seconds }: Omit<LoadOptions, "nodeFlags">,
): Promise<SteadyLoad> {
  const generator = new GeneratorProcess();
  // Code that never ran takes memory of its own: not the sessions'.
  await generator.connect(server.port, 1, speaks);
  await generator.steady(100, 1);
  await generator.close();
  const empty = await settled(server);
  const connectsPerSecond = await generator.connect(server.port, sessions, speaks);
  const idle = await settled(server);
  await generator.steady(rate, WARM_SECONDS);
  const steps = await stepTime(server);
  const before = await server.figures();
  const latency = await generator.steady(rate, seconds);
  const after = await server.figures();
  const stepsAfter = await stepTime(server);
  const loaded = await settled(server);
  await generator.end();
  const stepMicroseconds = ((stepsAfter.seconds - steps.seconds) / (stepsAfter.count - steps.count)) * 1e6;
  return {
    connectsPerSecond,
    latency,
    cpuPerMessage: (after.cpuMicroseconds - before.cpuMicroseconds) / latency.answered,
    idle: perSession(empty, idle, sessions),
    loaded: perSession(empty, loaded, sessions),
    ...(speaks === "echo" ? {} : { stepMicroseconds }),
  };
}

async function settled(server: Loaded): Promise<Figures> {
  await sleep(SETTLE_MS);
  await server.figures();
  return server.figures();
}

function perSession(empty: Figures, full: Figures, sessions: number): Memory {
  const used = ({ heapBytes, externalBytes }: Figures): number => heapBytes + externalBytes;
  return { resident: (full.rssBytes - empty.rssBytes) / sessions, used: (used(full) - used(empty)) / sessions };
}

/** Time in the engine so far, and steps. */
async function stepTime(server: Loaded | ServerProcess): Promise<{ seconds: number; count: number }> {
  if (!(server instanceof ServerProcess)) return { seconds: 0, count: 0 };
  const [seconds, steps] = await Promise.all([
    server.counts("rivulet_step_seconds_sum"),
    server.counts("rivulet_steps_total"),
  ]);
  return { seconds: seconds.get("") ?? 0, count: steps.get("") ?? 0 };
}

async function saturatedLoad(processes: number, tokens: number, seconds: number): Promise<number> {
  const server = await startServer(processes);
  const generator = new GeneratorProcess();
  await generator.connect(server.port, SATURATING_CONNECTIONS, "rivulet");
  await generator.saturate(WINDOW, tokens, WARM_SECONDS);
  const perSecond = await generator.saturate(WINDOW, tokens, seconds);
  await generator.end();
  await server.end("SIGTERM");
  return perSecond;
}
