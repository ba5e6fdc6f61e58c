import { readFileSync } from "node:fs";
import { TaggerModel } from "@rivulet/live";
import { subprotocols } from "@rivulet/protocol";
import { FaultClient } from "../clients/fault-client.ts";
import { runUninterrupted } from "../clients/uninterrupted.ts";
import { compare } from "../clients/verdict.ts";
import { ServerProcess } from "../processes/server-process.ts";
import { taggerFile } from "../repository.ts";
import { newKey } from "../scenarios/settings.ts";
import { Answers } from "./answers.ts";
import { Dice } from "./dice.ts";
import { sendFragments } from "./fragment-attack.ts";
import { frameAttacks } from "./frame-attacks.ts";
import { HostileSocket } from "./hostile-socket.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { type NeverReadsOptions, type NeverReadsResult, neverReads } from "./never-reads.ts";
import { slowUpgrades } from "./slow-upgrades.ts";
import { type Traffic, trafficWith } from "./traffic.ts";

/** Connections that do harm at once. */
const LANES = 8;
/** Raw frames cost a connection each: fewer of them. */
const FRAGMENT_SHARE = 0.02;
const HONEST_CLIENTS = 8;
const HONEST_EVERY_MS = 40;
const SLOW_UPGRADES = 100;

export interface HostileOptions {
  /** Hostile frames in all. */
  readonly frames: number;
  readonly neverReads: NeverReadsOptions;
}

export interface HostileResult {
  readonly seconds: number;
  /** Sent, by kind. */
  readonly frames: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
  readonly closes: Readonly<Record<string, number>>;
  readonly undocumented: readonly string[];
  readonly survived: boolean;
  readonly complaints: string;
  /** Bytes of heap and buffers: before, the most during (as it stood, garbage included), after. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  /** The resident set at the same moments. */
  readonly resident: { readonly before: number; readonly most: number; readonly after: number };
  /** Upgrades that came a byte at a time: how many, and the longest that one was borne, in milliseconds. */
  readonly slowUpgrades: { readonly count: number; readonly longestMs: number };
  readonly honest: {
    readonly tags: number;
    readonly wrong: number;
    readonly reconnects: number;
    readonly failures: readonly string[];
  };
  readonly neverReads: NeverReadsResult;
}

/** Does harm to a server process with everything there is, while good clients go on beside. */
export async function runHostile({ frames, neverReads: unread }: HostileOptions): Promise<HostileResult> {
  const server = await ServerProcess.start({ keys: [newKey("k")], nodeFlags: ["--expose-gc"] });
  const address = `ws://127.0.0.1:${server.port}`;
  const start = performance.now();
  const honest = await startHonest(address);
  const watch = await MemoryWatch.start(server);
  const answers = new Answers();
  const traffic = trafficWith(await checkpointOf(address));
  const slow = slowUpgrades(server.port, SLOW_UPGRADES);
  const sent: Record<string, number> = {};
  for (const [name, { share }] of Object.entries(frameAttacks)) {
    const count = Math.ceil(frames * share);
    sent[name] = count;
    const lane = (seed: number) => attack(address, name, Math.ceil(count / LANES), traffic, new Dice(seed), answers);
    await Promise.all(Array.from({ length: LANES }, (_, seed) => lane(seed)));
  }
  const dice = new Dice(LANES);
  sent.fragmented = 0;
  while (sent.fragmented < frames * FRAGMENT_SHARE) {
    const some = await Promise.all(Array.from({ length: LANES }, () => sendFragments(server.port, dice, answers)));
    sent.fragmented += some.reduce((sum, count) => sum + count);
  }
  const longestMs = await slow;
  const { memory, resident } = await watch.stop();
  const result = { seconds: (performance.now() - start) / 1_000, honest: await honest() };
  const neverRead = await neverReads(server, unread);
  const survived = server.isAlive;
  await server.end("SIGTERM");
  const { errors, closes, undocumented } = answers;
  return {
    ...result,
    frames: sent,
    errors,
    closes,
    undocumented: [...undocumented],
    survived,
    complaints: server.complaints,
    memory,
    resident,
    slowUpgrades: { count: SLOW_UPGRADES, longestMs },
    neverReads: neverRead,
  };
}

/** Whether nothing fell, nothing leaked, and nobody else noticed. */
export function hasHeld({ survived, complaints, undocumented, honest }: HostileResult): boolean {
  const isServed = honest.tags > 0 && honest.wrong + honest.reconnects + honest.failures.length === 0;
  return survived && complaints === "" && undocumented.length === 0 && isServed;
}

async function attack(
  address: string,
  name: string,
  frames: number,
  traffic: Traffic,
  dice: Dice,
  answers: Answers,
): Promise<void> {
  const { atOnce, make } = frameAttacks[name];
  for (let left = frames; left > 0; ) {
    const subprotocol = dice.of(subprotocols);
    const socket = await HostileSocket.open(address, subprotocol, answers);
    for (let some = Math.min(left, atOnce); some > 0; some--, left--) {
      socket.send(make(subprotocol, traffic, dice));
    }
    await socket.settled();
    await socket.close();
  }
}

async function checkpointOf(address: string): Promise<Uint8Array> {
  const socket = await HostileSocket.open(address, "rivulet.v1.json", new Answers());
  const checkpoint = socket.coming("checkpoint");
  socket.send('{"type":"push","session":"a","seq":1,"tokens":["The","cats"]}');
  socket.send('{"type":"checkpoint","session":"a","seq":2}');
  const { data } = await checkpoint;
  await socket.close();
  return data;
}

/** Clients that do as they should; the function ends them and says how they fared. */
async function startHonest(address: string): Promise<() => Promise<HostileResult["honest"]>> {
  const clients = Array.from(
    { length: HONEST_CLIENTS },
    (_, seed) => new FaultClient({ address, seed, durable: false, everyMs: HONEST_EVERY_MS }),
  );
  await Promise.all(clients.map((client) => client.open()));
  let isOver = false;
  const runs = Promise.all(clients.map((client) => client.run(() => isOver)));
  return async () => {
    isOver = true;
    await runs;
    const model = TaggerModel.load(readFileSync(taggerFile));
    const wrong = clients.map(({ seed, begun, heard }) => {
      const { lost, doubled, differing } = compare(heard, runUninterrupted(model, seed, begun.length).heard);
      return lost + doubled + differing;
    });
    return {
      tags: clients.reduce((sum, { heard }) => sum + heard.count, 0),
      wrong: wrong.reduce((sum, count) => sum + count, 0),
      reconnects: clients.reduce((sum, { recoveries }) => sum + recoveries.length, 0),
      failures: clients.flatMap(({ failure }) => (failure === undefined ? [] : [String(failure)])),
    };
  };
}
