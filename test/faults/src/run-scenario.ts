import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { TaggerModel } from "@rivulet/live";
import { FaultClient } from "./clients/fault-client.ts";
import { runUninterrupted } from "./clients/uninterrupted.ts";
import { compare } from "./clients/verdict.ts";
import { FaultProxy } from "./processes/fault-proxy.ts";
import { Fleet } from "./processes/fleet.ts";
import { type Bucket, buckets, percentile } from "./report/latency.ts";
import { taggerFile } from "./repository.ts";
import type { Scenario } from "./scenario.ts";

export interface ScenarioOptions {
  readonly sessions: number;
  readonly strikes: number;
  /** From one message of a session to the next, on average. */
  readonly everyMs: number;
}

/** What came of a scenario. Times in milliseconds. */
export interface ScenarioResult extends ScenarioOptions {
  readonly summary: string;
  readonly seconds: number;
  readonly messages: number;
  readonly tags: number;
  /** How often sessions went on from a checkpoint or store, and from the first message. */
  readonly recovered: number;
  readonly anew: number;
  readonly lost: number;
  readonly doubled: number;
  readonly differing: number;
  /** Sessions that ended before they should, with what they said. */
  readonly failures: readonly string[];
  /** What servers wrote to standard error. */
  readonly complaints: string;
  readonly notes: Readonly<Record<string, number>>;
  /** From a message's start to its last tag. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** From a strike to the moment a session goes on: half of all, and the longest. */
  readonly gap: { readonly p50: number; readonly max: number };
  readonly plot: { readonly strikes: readonly number[]; readonly buckets: readonly Bucket[] };
}

/** How long clients may take for their last messages. */
const FINISH_MS = 120_000;
const LULL_MS = 250;
const LONGEST_LULL_MS = 15_000;

/** Plays a scenario: clients under steady load, trouble between them and their servers, then the comparison. */
export async function runScenario(scenario: Scenario, options: ScenarioOptions): Promise<ScenarioResult> {
  const { sessions, strikes, everyMs } = options;
  const proxy = new FaultProxy();
  const address = await proxy.listen();
  const surroundings = await scenario.prepare();
  const fleet = await Fleet.start(proxy, surroundings.settings);
  const { durable } = scenario;
  const clients = Array.from({ length: sessions }, (_, seed) => new FaultClient({ address, seed, durable, everyMs }));
  await Promise.all(clients.map((client) => client.open()));

  const start = performance.now();
  const struckAt: number[] = [];
  const notes: Record<string, number> = {};
  let isOver = false;
  const runs = Promise.all(clients.map((client) => client.run(() => isOver)));
  await scenario.trouble(
    {
      fleet,
      proxy,
      strikes,
      lull: () => lull(clients, proxy),
      struck: () => struckAt.push(performance.now()),
      note: (what, count) => {
        notes[what] = (notes[what] ?? 0) + count;
      },
    },
    surroundings,
  );
  isOver = true;
  await Promise.race([runs, sleep(FINISH_MS, undefined, { ref: false })]);
  const seconds = (performance.now() - start) / 1_000;
  await fleet.stop();
  await surroundings.end?.();
  proxy.close();
  return { ...options, summary: scenario.summary, seconds, notes, ...judge(clients, start, struckAt, fleet) };
}

/** When every client is connected and no session has come back for a while; not for ever, where some always do. */
async function lull(clients: readonly FaultClient[], proxy: FaultProxy): Promise<void> {
  const start = performance.now();
  const last = (): number => Math.max(...clients.map(({ recoveries }) => recoveries.at(-1)?.at ?? 0));
  const isCalm = (): boolean => proxy.connections >= clients.length && performance.now() - last() >= LULL_MS;
  do await sleep(LULL_MS);
  while (!isCalm() && performance.now() - start < LONGEST_LULL_MS);
}

/** Every client's tags beside those of the run without trouble, and when they came. */
function judge(clients: readonly FaultClient[], start: number, struckAt: readonly number[], { complaints }: Fleet) {
  const model = TaggerModel.load(readFileSync(taggerFile));
  const sum = { messages: 0, tags: 0, lost: 0, doubled: 0, differing: 0 };
  const failures: string[] = [];
  const answers: { at: number; took: number }[] = [];
  for (const { seed, begun, came, heard, failure, isDone } of clients) {
    const expected = runUninterrupted(model, seed, begun.length);
    const { lost, doubled, differing } = compare(heard, expected.heard);
    sum.messages += begun.length + 2; // the flush and the close at the end
    sum.tags += heard.count;
    sum.lost += lost;
    sum.doubled += doubled;
    sum.differing += differing;
    if (failure !== undefined) failures.push(`session ${seed}: ${String(failure)}`);
    else if (!isDone) failures.push(`session ${seed}: not at its end`);
    begun.forEach((at, action) => {
      const last = expected.after[action];
      const hasTags = last > (expected.after[action - 1] ?? 0);
      if (hasTags && last <= came.length) answers.push({ at: at - start, took: came[last - 1] - at });
    });
  }
  const recoveries = clients.flatMap((client) => client.recoveries);
  const gaps = recoveries.map(({ at }) => at - (struckAt.findLast((strike) => strike <= at) ?? start));
  const took = answers.map((answer) => answer.took);
  return {
    ...sum,
    failures,
    complaints,
    recovered: recoveries.filter(({ recovered }) => recovered).length,
    anew: recoveries.filter(({ recovered }) => !recovered).length,
    latency: { p50: percentile(took, 0.5), p99: percentile(took, 0.99), max: percentile(took, 1) },
    gap: { p50: percentile(gaps, 0.5), max: percentile(gaps, 1) },
    plot: { strikes: struckAt.map((at) => at - start), buckets: buckets(answers) },
  };
}

/** Whether every client heard what it should, and no server complained. */
export function isFaultless({ lost, doubled, differing, failures, complaints }: ScenarioResult): boolean {
  return lost + doubled + differing + failures.length === 0 && complaints === "";
}
