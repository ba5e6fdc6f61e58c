import { readFile } from "node:fs/promises";
import { connect } from "@rivulet/client";
import { TaggerModel, TextTagger } from "@rivulet/live";
import type { ServerMessage, Subprotocol, Tag, Tags } from "@rivulet/protocol";
import { nodeWebSocket } from "@rivulet/runtime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { RawSocket } from "../wire/raw-socket.ts";
import { bundleEntries } from "./runtimes/bundle-entries.ts";
import { modelFile } from "./runtimes/paths.ts";
import { denoServer } from "./servers/deno-server.ts";
import { nodeServer } from "./servers/node-server.ts";
import type { RunningWireServer } from "./servers/wire-server.ts";
import { workerdServer } from "./servers/workerd-server.ts";
import { firstHalf, secondHalf } from "./suite/text.ts";

const servers = [nodeServer, denoServer, workerdServer];
const origin = "https://page.example";
const limits = { allowedOrigins: [origin], errorBudget: 8, sessionsPerConnection: 3 };
/** Of servers that soon lose their patience. */
const hasty = { ...limits, openDeadlineMs: 400, idleMs: 800, slowReaderMs: 800, resultsAhead: 4 };
const patient = new Map<string, RunningWireServer>();
const impatient = new Map<string, RunningWireServer>();

beforeAll(async () => {
  await bundleEntries();
  for (const { name, missing, start } of servers) {
    if (missing !== undefined) continue;
    patient.set(name, await start(limits));
    impatient.set(name, await start(hasty));
  }
});

afterAll(async () => {
  for (const server of [...patient.values(), ...impatient.values()]) await server.stop();
});

function addressOf(name: string, of = patient): string {
  const server = of.get(name);
  if (server === undefined) throw new Error(`expected a server on ${name}, came none`);
  return server.address;
}

/** The tags of an uninterrupted stream. */
async function expectedTags(): Promise<Tag[]> {
  const tagger = new TextTagger(TaggerModel.load(await readFile(modelFile)));
  const tags = [...tagger.push(firstHalf), ...tagger.push(secondHalf), ...tagger.flush()];
  tagger.dispose();
  return tags;
}

/** Reads until a message of the type comes; the tags on the way and that message. */
async function readUntil<T extends ServerMessage["type"]>(socket: RawSocket, type: T) {
  const tags: Tag[] = [];
  for (;;) {
    const message = await socket.next();
    if (message.type === type) return { tags, message: message as Extract<ServerMessage, { type: T }> };
    if (message.type === "tags") tags.push(...(message as Tags).tags);
  }
}

/** The status with which an upgrade is refused. */
function refusalOf(address: string, protocols: string[], headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols, { headers });
    socket.on("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on("open", () => reject(new Error("expected a refusal, came a socket")));
    socket.on("error", () => {});
  });
}

describe.each(servers)("the wire session on $name", ({ name, missing }) => {
  const test = it.skipIf(missing);
  const where = missing === undefined ? "" : ` (skipped: ${missing})`;

  test(`tells of itself over HTTP${where}`, async () => {
    const http = addressOf(name).replace("ws", "http");
    const health = await fetch(`${http}/healthz`);
    expect([health.status, ((await health.json()) as { status: string }).status]).toEqual([200, "ok"]);
    const { models } = (await (await fetch(`${http}/models`)).json()) as { models: { name: string }[] };
    expect(models.map((model) => model.name)).toEqual(["en-tagger"]);
    expect((await fetch(`${http}/nothing`)).status).toBe(404);
    expect((await fetch(`${http}/models`, { method: "POST" })).status).toBe(405);
  });

  test(`refuses what it must not let in, before a socket is made${where}`, async () => {
    const address = addressOf(name);
    expect(await refusalOf(address, [])).toBe(400);
    expect(await refusalOf(address, ["rivulet.v9"])).toBe(400);
    expect(await refusalOf(`${address}/else`, ["rivulet.v1.json"])).toBe(404);
    expect(await refusalOf(address, ["rivulet.v1.json"], { origin: "https://other.example" })).toBe(403);
    const allowed = new WebSocket(address, ["rivulet.v1.json"], { headers: { origin } });
    await new Promise((resolve) => allowed.once("open", resolve));
    allowed.close();
  });

  test.each(["msgpack", "json"] as const)(`gives the tags of a local tagger in %s${where}`, async (codec) => {
    const client = await connect(addressOf(name), { codec, WebSocket: nodeWebSocket });
    const session = await client.open();
    const tags: Tag[] = [];
    session.tags$.subscribe((tag) => tags.push(tag));
    for (const piece of (firstHalf + secondHalf).match(/.{1,7}/gs) ?? []) await session.push(piece);
    await session.flush();
    await session.close();
    await client.close();
    expect(tags).toEqual(await expectedTags());
  });

  test(`closes with 4413 on a frame over the limit${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name), "rivulet.v1.json");
    socket.sendFrame("x".repeat(70_000));
    expect(await socket.next()).toMatchObject({ type: "error", code: "FRAME_TOO_LARGE" });
    expect((await socket.closed).code).toBe(4413);
  });

  test(`answers what it can not take and goes on, until it is too much: 4400${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name), "rivulet.v1.json");
    const codes: string[] = [];
    const refusal = async () => codes.push((await readUntil(socket, "error")).message.code);
    socket.sendFrame("{");
    await refusal();
    socket.send({ type: "push", session: "a", seq: 1, text: "x" });
    await refusal();
    for (const session of ["a", "b", "c", "d"]) socket.send({ type: "open", session });
    await refusal();
    socket.send({ type: "open", session: "e", model: "none" });
    await refusal();
    socket.send({ type: "push", session: "a", seq: 7, text: "x" });
    await refusal();
    socket.send({ type: "push", session: "a", seq: 1, tokens: Array(300).fill("x") });
    await refusal();
    socket.send({ type: "push", session: "a", seq: 2, tokens: ["still"] });
    expect((await readUntil(socket, "ack")).tags.map(({ token }) => token)).toEqual(["still"]);
    expect(codes).toEqual([
      "FRAME_MALFORMED",
      "SESSION_UNKNOWN",
      "LIMIT_SESSIONS",
      "LIMIT_SESSIONS",
      "SEQUENCE_INVALID",
      "LIMIT_TOKENS_PER_PUSH",
    ]);
    // One at a time: Deno cuts a socket off that goes on sending after its close.
    for (let i = 0; i < 3; i++) {
      socket.sendFrame("{");
      await socket.next();
    }
    expect((await socket.closed).code).toBe(4400);
  });

  test(`closes with 4408 where no session is opened${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name, impatient), "rivulet.v1.json");
    // Without any message workerd would close the socket at once, but the connection under it ten seconds later.
    socket.sendFrame("{");
    expect((await socket.closed).code).toBe(4408);
  });

  test(`ends an idle session with its checkpoint, and then the connection: 4409${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name, impatient), "rivulet.v1.json");
    socket.send({ type: "open", session: "a" });
    socket.send({ type: "push", session: "a", seq: 1, text: "a word" });
    await readUntil(socket, "checkpoint");
    expect(await socket.next()).toMatchObject({ type: "error", session: "a", code: "IDLE_TIMEOUT" });
    expect((await socket.closed).code).toBe(4409);
  });

  test(`waits for the client's credit, and closes with 4429 where none comes${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name, impatient), "rivulet.v1.json");
    socket.send({ type: "open", session: "a" });
    for (let seq = 1; seq <= 20; seq++) socket.send({ type: "push", session: "a", seq, tokens: ["word"] });
    expect((await socket.closed).code).toBe(4429);
    await socket.next();
    const received = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
    expect(received.map(({ type }) => type)).toEqual(["tags", "ack", "tags", "ack"]);
  });

  test(`refuses a checkpoint that nobody of the fleet sealed${where}`, async () => {
    const socket = await RawSocket.connect(addressOf(name), "rivulet.v1.msgpack");
    socket.send({ type: "open", session: "a", resume: { epoch: 1, data: new Uint8Array(200) } });
    expect(await socket.next()).toMatchObject({ type: "error", code: "CHECKPOINT_FORGED" });
    socket.close();
  });

  test(`keeps a durable session that a socket is cut off from${where}`, async () => {
    const first = await RawSocket.connect(addressOf(name), "rivulet.v1.msgpack");
    first.send({ type: "open", session: "a", options: { durable: true } });
    const { id, epoch } = (await readUntil(first, "opened")).message;
    first.send({ type: "push", session: "a", seq: 1, text: firstHalf });
    const before = (await readUntil(first, "ack")).tags;
    first.vanish();
    const second = await RawSocket.connect(addressOf(name), "rivulet.v1.msgpack");
    second.send({ type: "open", session: "b", options: { durable: true }, resume: { id, epoch } });
    const { fromSeq, recovered } = (await readUntil(second, "opened")).message;
    expect([fromSeq, recovered]).toEqual([2, true]);
    expect((await readUntil(second, "ack")).tags).toEqual(before);
    second.send({ type: "push", session: "b", seq: 2, text: secondHalf });
    const middle = (await readUntil(second, "ack")).tags;
    second.send({ type: "flush", session: "b", seq: 3 });
    const rest = (await readUntil(second, "ack")).tags;
    expect([...before, ...middle, ...rest]).toEqual(await expectedTags());
    second.close();
  });
});

const subprotocols: Readonly<Record<string, Subprotocol>> = {
  Node: "rivulet.v1.json",
  Deno: "rivulet.v1.msgpack",
  workerd: "rivulet.v1.msgpack",
};

describe.each(servers)("a session that $name sealed mid-sentence", (from) => {
  for (const to of servers) {
    const why = [from.missing, to.missing].filter((reason) => reason !== undefined).join(", ");
    it.skipIf(why !== "")(`goes on on ${to.name} with the same bits${why && ` (skipped: ${why})`}`, async () => {
      const first = await RawSocket.connect(addressOf(from.name), subprotocols[from.name]);
      first.send({ type: "open", session: "a" });
      first.send({ type: "push", session: "a", seq: 1, text: firstHalf });
      first.send({ type: "checkpoint", session: "a", seq: 2 });
      const { tags: before, message: checkpoint } = await readUntil(first, "checkpoint");
      first.vanish();
      const second = await RawSocket.connect(addressOf(to.name), subprotocols[to.name]);
      const { data, epoch } = checkpoint;
      second.send({ type: "open", session: "b", resume: { data, epoch } });
      expect((await readUntil(second, "opened")).message).toMatchObject({ recovered: true, fromSeq: 3 });
      second.send({ type: "push", session: "b", seq: 3, text: secondHalf });
      second.send({ type: "flush", session: "b", seq: 4 });
      const middle = (await readUntil(second, "ack")).tags;
      const rest = (await readUntil(second, "ack")).tags;
      expect([...before, ...middle, ...rest]).toEqual(await expectedTags());
      second.close();
    });
  }
});
