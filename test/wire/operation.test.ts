import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { createLog, type RunningServer, type ServeOptions, serve } from "@rivulet/runtime-node";
import { MemoryStore } from "@rivulet/server";
import { afterEach, describe, expect, it } from "vitest";
import { RawSocket } from "./raw-socket.ts";
import { until } from "./until.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
let server: RunningServer;

async function start(options: Partial<ServeOptions> = {}): Promise<void> {
  server = await serve({ port: 0, models: new Map([["toy", model]]), ...options });
}

afterEach(() => server.close());

const get = (path: string): Promise<Response> => fetch(server.address.replace("ws:", "http:") + path);

describe("/readyz", () => {
  it("says yes, and no from the start of the drain to its end, while work is finished and checkpoints go out", async () => {
    await start({ limits: { tokensPerSecond: 20 } });
    expect((await get("/readyz")).status).toBe(200);
    const client = await RawSocket.connect(server.address, "rivulet.v1.json");
    client.send({ type: "open", session: "a" });
    await client.next();
    client.send({ type: "push", session: "a", seq: 1, tokens: Array(25).fill("cat") });
    client.send({ type: "flush", session: "a", seq: 2 });
    const types: string[] = [];
    while (types.at(-1) !== "ack") types.push((await client.next()).type);
    const closed = server.close();
    const draining = await get("/readyz");
    expect([draining.status, await draining.json()]).toMatchObject([503, { code: "SERVER_CLOSING" }]);
    expect((await get("/healthz")).status).toBe(200);
    await closed;
    while (types.at(-1) !== "checkpoint") types.push((await client.next()).type);
    expect(types.filter((type) => type !== "tags")).toEqual(["ack", "closing", "ack", "checkpoint"]);
    expect((await client.closed).code).toBe(1012);
  });

  it("says no where the store can not be reached", async () => {
    class LostStore extends MemoryStore {
      override async load(): Promise<undefined> {
        throw new RivuletError("STORE_UNAVAILABLE", "expected the store, came nothing");
      }
    }
    await start({ store: new LostStore() });
    expect((await get("/readyz")).status).toBe(503);
  });
});

it("/metrics counts what happened", async () => {
  await start();
  const client = await RawSocket.connect(server.address, "rivulet.v1.json");
  client.send({ type: "open", session: "a" });
  client.send({ type: "push", session: "a", seq: 1, tokens: ["the", "cat", "ate"] });
  client.send({ type: "flush", session: "a", seq: 1 });
  client.send({ type: "checkpoint", session: "a", seq: 2 });
  while ((await client.next()).type !== "checkpoint");
  const text = await (await get("/metrics")).text();
  const value = (name: string): number =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(" ")[1],
    );
  expect(value("rivulet_connections")).toBe(1);
  expect(value("rivulet_sessions")).toBe(1);
  expect(value('rivulet_sessions_opened_total{origin="new"}')).toBe(1);
  expect(value("rivulet_messages_total")).toBe(2);
  expect(value("rivulet_steps_total")).toBe(3);
  expect(value("rivulet_batch_size_count")).toBe(3);
  expect(value('rivulet_batch_size_bucket{le="1"}')).toBe(3);
  expect(value("rivulet_step_seconds_count")).toBe(3);
  expect(value("rivulet_queue_seconds_count")).toBe(2);
  expect(value("rivulet_checkpoints_total")).toBe(1);
  expect(value('rivulet_refusals_total{code="SEQUENCE_INVALID"}')).toBe(1);
  expect(value("rivulet_tags_total")).toBeGreaterThanOrEqual(4);
  client.close();
  await until(() => server.connections === 0);
  const after = await (await get("/metrics")).text();
  expect(after).toContain("rivulet_connections 0\n");
  expect(after).toContain("rivulet_sessions 0\n");
});

it("logs name connection, subject and session", async () => {
  const lines: string[] = [];
  await start({ log: createLog("info", { write: (line) => lines.push(line) }) });
  const client = await RawSocket.connect(server.address, "rivulet.v1.json");
  client.send({ type: "open", session: "a" });
  await client.next();
  client.close();
  await until(() => lines.length === 4);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: "connected", connection: 1, subject: "" },
    { msg: "session opened", connection: 1, session: "a", origin: "new" },
    { msg: "session ended", session: "a" },
    { msg: "disconnected", connection: 1 },
  ]);
});

it("a request that trickles in is cut off, others are served meanwhile", async () => {
  await start({ limits: { openDeadlineMs: 1_000 } });
  const slow = connectTcp(server.port, server.host);
  await once(slow, "connect");
  slow.write("GET / HTTP/1.1\r\nupgrade: websocket\r\n");
  const drip = setInterval(() => slow.write("x: y\r\n"), 100);
  const said = once(slow, "data");
  expect((await get("/healthz")).status).toBe(200);
  const [answer] = await said;
  clearInterval(drip);
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
  slow.destroy();
});
