import { setTimeout as sleep } from "node:timers/promises";
import type { SessionStore } from "@rivulet/server";
import { type NatsStoreOptions, natsStore } from "@rivulet/stores/nats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNats, NatsServer } from "../jetstream/nats-server.ts";
import { describeStore } from "./store-contract.ts";

describe.skipIf(!hasNats)("with a NATS server", () => {
  let server: NatsServer;
  let bucket = 0;
  const open = (options: NatsStoreOptions = {}): Promise<SessionStore> =>
    natsStore(server.url, { bucket: `sessions-${bucket}`, ...options });

  beforeAll(async () => {
    server = await NatsServer.start();
  });
  afterAll(() => server.remove());

  describeStore({
    name: "a store in NATS",
    open,
    clear: async () => {
      bucket++;
    },
    expires: true,
    isShared: true,
  });

  it("is unavailable while the server is down, within its patience, and goes on when it is back", async () => {
    const impatient = await open({ patienceMs: 100 });
    const revision = await impatient.put("a", Uint8Array.of(1), 0);
    await server.kill();
    await expect(impatient.load("a")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(impatient.put("b", Uint8Array.of(1), 0)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(open({ patienceMs: 100 })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await server.start();
    await expect
      .poll(() => impatient.load("a").catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ revision });
    expect(await impatient.put("a", Uint8Array.of(2), revision)).toBeGreaterThan(revision);
    await impatient.close();
    bucket++;
  });

  it("loses and doubles no change while the server restarts again and again", async () => {
    const store = await open();
    let writing = true;
    const write = async (id: string): Promise<number> => {
      let count = 0;
      for (let revision = 0; writing; count++) revision = await store.put(id, Uint8Array.of(count % 251), revision);
      return count;
    };
    const writers = Promise.all(["a", "b", "c"].map(write));
    for (let restart = 0; restart < 3; restart++) {
      await sleep(150);
      await server.kill();
      await sleep(100);
      await server.start();
      await sleep(300);
    }
    writing = false;
    const counts = await writers;
    const last = await Promise.all(["a", "b", "c"].map((id) => store.load(id)));
    expect(last.map((found) => found?.record[0])).toEqual(counts.map((count) => (count - 1) % 251));
    await store.close();
    bucket++;
  });

  it("refuses an address that is none", async () => {
    for (const url of ["", "localhost", "http://localhost:4222", "nats://"]) {
      await expect(natsStore(url)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    }
  });
});
