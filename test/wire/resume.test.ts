import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Tag, type TaggingSession } from "@rivulet/client";
import { Random } from "@rivulet/engine";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { nodeWebSocket, serve } from "@rivulet/runtime-node";
import { MemoryStore } from "@rivulet/server";
import { describe, expect, it } from "vitest";
import { CuttingProxy } from "./cutting-proxy.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const models = new Map([["toy", model]]);
const keys = [{ name: "k", secret: new Uint8Array(32).fill(7) }];
const words = ["the", "cat", "ate", "strangely", "?", "Zoë", "again"];
const CLIENTS = 12;
const MESSAGES = 60;

/** What client `seed` says: tokens, text cut anywhere, ends of sentences. */
async function speak(session: TaggingSession, seed: number, pause: () => Promise<void>): Promise<void> {
  const random = new Random(seed);
  const word = () => words[Math.floor(random.next() * words.length)];
  for (let message = 0; message < MESSAGES; message++) {
    const kind = random.next();
    if (kind < 0.6) await session.push([word(), word()]);
    else if (kind < 0.9) await session.push(`${word()} ${word().slice(1)}`);
    else session.flush();
    await pause();
  }
  await session.flush();
  await session.close();
}

async function all(session: TaggingSession): Promise<Tag[]> {
  const tags: Tag[] = [];
  for await (const tag of session) tags.push(tag);
  return tags;
}

/** The first connection is not made anew by itself. */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await sleep(5);
    }
  }
}

describe.each([
  ["checkpoints that clients keep", false],
  ["a store", true],
])("with %s", (_, durable) => {
  it("tags are those of an unbroken stream through cut sockets and servers that come and go", async () => {
    const store = new MemoryStore();
    const start = () => serve({ port: 0, models, keys, store, limits: { checkpointSteps: 10 } });
    let server = await start();
    const proxy = new CuttingProxy(server.port);
    const address = await proxy.listen();
    const run = async (pause: () => Promise<void>) => {
      let recoveries = 0;
      const results = Array.from({ length: CLIENTS }, async (_, seed) => {
        const codec = seed % 2 === 0 ? "msgpack" : "json";
        const reconnect = { initialMs: 2, maxMs: 40, attempts: 1_000 };
        const client = await persistently(() => connect(address, { WebSocket: nodeWebSocket, codec, reconnect }));
        const session = await client.open({ durable });
        session.recoveries$.subscribe(() => recoveries++);
        const [tags] = await Promise.all([all(session), speak(session, seed + 1, pause)]);
        await client.close();
        return tags;
      });
      return { tags: await Promise.all(results), recoveries: () => recoveries };
    };
    const unbroken = await run(async () => {});
    expect(unbroken.recoveries()).toBe(0);

    let going = true;
    const trouble = (async () => {
      for (let round = 0; going; round++) {
        await sleep(10 + 20 * Math.random());
        if (round % 3 > 0) {
          proxy.cut();
          continue;
        }
        const old = server;
        server = await start();
        proxy.target = server.port;
        await old.close();
      }
    })();
    const broken = await run(() => sleep(8 * Math.random()));
    going = false;
    await trouble;
    expect(broken.recoveries()).toBeGreaterThan(CLIENTS);
    expect(broken.tags).toEqual(unbroken.tags);
    await server.close();
    proxy.close();
    expect(model.liveSessions).toBe(0);
  });
});

/** A store in which somebody else can change what a server believes its own. */
class ContestedStore extends MemoryStore {
  readonly #ids = new Set<string>();

  override put(id: string, record: Uint8Array, revision: number): Promise<number> {
    this.#ids.add(id);
    return super.put(id, record, revision);
  }

  async contest(): Promise<void> {
    for (const id of this.#ids) {
      const stored = await this.load(id);
      if (stored !== undefined) await super.put(id, stored.record, stored.revision);
    }
  }
}

it("a session that is fenced under a client that goes on sending is taken up again, and nothing is lost", async () => {
  const store = new ContestedStore();
  const server = await serve({ port: 0, models, keys, store });
  const client = await connect(server.address, { WebSocket: nodeWebSocket, reconnect: { initialMs: 1, maxMs: 5 } });
  const [contested, calm] = [await client.open({ durable: true }), await client.open()];
  let recoveries = 0;
  contested.recoveries$.subscribe(() => recoveries++);
  const tags = Promise.all([contested, calm].map(all));
  for (let message = 0; message < 600; message++) {
    for (const session of [contested, calm]) session.push([words[message % words.length]]);
    if (message % 10 === 0) await sleep(1);
    if (message % 100 === 50) await store.contest();
  }
  for (const session of [contested, calm]) {
    await session.flush();
    await session.close();
  }
  const [broken, unbroken] = await tags;
  expect(recoveries).toBeGreaterThan(1);
  expect(broken).toEqual(unbroken);
  await client.close();
  await server.close();
});

it("a server that says nothing any more is taken for gone", async () => {
  const server = await serve({ port: 0, models, keys });
  const proxy = new CuttingProxy(server.port);
  const client = await connect(await proxy.listen(), {
    WebSocket: nodeWebSocket,
    reconnect: { initialMs: 1 },
    silenceMs: 100,
  });
  const session = await client.open();
  await session.push(["the", "cat"]);
  const recovery = new Promise((resolve) => session.recoveries$.subscribe(resolve));
  proxy.freeze();
  session.push(["ate"]);
  expect(await recovery).toMatchObject({ fromSeq: 1, recovered: false });
  await session.flush();
  await session.close();
  const tags = await all(session);
  expect(tags.filter(({ final }) => final).map(({ token }) => token)).toEqual(["the", "cat", "ate"]);
  await client.close();
  proxy.close();
  await server.close();
});
