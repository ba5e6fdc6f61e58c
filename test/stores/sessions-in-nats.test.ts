import { setTimeout as sleep } from "node:timers/promises";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import type { ServerMessage } from "@rivulet/protocol";
import { type RunningServer, serve } from "@rivulet/runtime-node";
import type { SessionStore } from "@rivulet/server";
import { natsStore } from "@rivulet/stores/nats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNats, NatsServer } from "../jetstream/nats-server.ts";
import { RawSocket } from "../wire/raw-socket.ts";

const models = new Map([["toy", TaggerModel.fromFile(toyTaggerFile())]]);
const keys = [{ name: "k", secret: new Uint8Array(32).fill(7) }];

async function next<T extends ServerMessage["type"]>(
  socket: RawSocket,
  type: T,
): Promise<Extract<ServerMessage, { type: T }>> {
  const message = await socket.next();
  expect(message).toMatchObject({ type });
  return message as Extract<ServerMessage, { type: T }>;
}

describe.skipIf(!hasNats)("servers whose sessions are in NATS", () => {
  let nats: NatsServer;
  const stores: SessionStore[] = [];
  const servers: RunningServer[] = [];
  const start = async (): Promise<RawSocket> => {
    const store = await natsStore(nats.url);
    const server = await serve({ port: 0, models, keys, store });
    stores.push(store);
    servers.push(server);
    return RawSocket.connect(server.address, "rivulet.v1.msgpack");
  };

  beforeAll(async () => {
    nats = await NatsServer.start();
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    for (const store of stores) await store.close();
    await nats.remove();
  });

  it("fence off the one that wakes up late: it acknowledges nothing more and its session ends", async () => {
    const [late, other] = [await start(), await start()];
    late.send({ type: "open", session: "s", options: { durable: true } });
    const { id, epoch } = await next(late, "opened");
    late.send({ type: "push", session: "s", seq: 1, tokens: ["the", "cat"] });
    const first = await next(late, "tags");
    await next(late, "ack");

    const resume = { id, epoch };
    other.send({ type: "open", session: "s", options: { durable: true }, resume });
    expect(await next(other, "opened")).toMatchObject({ id, epoch: 2, recovered: true, fromSeq: 2 });
    // No credit was given for them: the client may not have them.
    expect(await next(other, "tags")).toEqual({ ...first, epoch: 2 });
    expect(await next(other, "ack")).toMatchObject({ seq: 1, epoch: 2 });

    for (const socket of [late, other]) socket.send({ type: "push", session: "s", seq: 2, tokens: ["ate"] });
    const [stale, valid] = [await next(late, "tags"), await next(other, "tags")];
    expect(valid).toEqual({ ...stale, epoch: 2 });
    expect(await next(late, "error")).toMatchObject({ session: "s", code: "SESSION_FENCED" });
    expect(await next(other, "ack")).toMatchObject({ seq: 2 });
    for (const socket of [late, other]) socket.close();
  });

  it("hold acknowledgements back while NATS is down, and go on giving results", async () => {
    const socket = await start();
    socket.send({ type: "open", session: "s", options: { durable: true } });
    await next(socket, "opened");
    socket.send({ type: "push", session: "s", seq: 1, tokens: ["the"] });
    await next(socket, "tags");
    await next(socket, "ack");
    await nats.kill();
    for (const seq of [2, 3, 4]) socket.send({ type: "push", session: "s", seq, tokens: ["cat"] });
    for (const seq of [2, 3, 4]) expect(await next(socket, "tags")).toMatchObject({ seq });
    const answer = socket.next();
    expect(await Promise.race([answer, sleep(300, "none")])).toBe("none");
    await nats.start();
    const acks = [await answer];
    while ((acks.at(-1) as { seq?: number }).seq !== 4) acks.push(await socket.next());
    expect(acks.at(-1)).toMatchObject({ type: "ack", seq: 4 });
    socket.close();
  });
});
