import { connect, type Tag } from "@rivulet/client";
import { TaggerModel, TextTagger } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { frameBytes, subprotocols } from "@rivulet/protocol";
import { nodeWebSocket, type RunningServer, serve } from "@rivulet/runtime-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RawSocket } from "./raw-socket.ts";
import { until } from "./until.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
let server: RunningServer;

beforeAll(async () => {
  server = await serve({ port: 0, models: new Map([["toy", model]]) });
});

afterAll(() => server.close());

/** A whole session of a good client: proof that the server is up and as good as before. */
afterEach(async () => {
  const client = await connect(server.address, { WebSocket: nodeWebSocket });
  const session = await client.open();
  session.push("The cats that ate were full .\n");
  session.flush();
  session.close();
  const tags: Tag[] = [];
  for await (const tag of session) tags.push(tag);
  await client.close();
  const local = new TextTagger(model);
  expect(tags).toEqual([...local.push("The cats that ate were full .\n"), ...local.flush()]);
  local.dispose();
});

describe.each(subprotocols)("bad input over %s", (subprotocol) => {
  async function open(): Promise<RawSocket> {
    const socket = await RawSocket.connect(server.address, subprotocol);
    socket.send({ type: "open", session: "a" });
    expect(await socket.next()).toMatchObject({ type: "opened", session: "a" });
    return socket;
  }

  /** The stream of the socket's session goes on: this push is answered. */
  async function expectAlive(socket: RawSocket, seq: number): Promise<void> {
    socket.send({ type: "push", session: "a", seq, tokens: ["cat"] });
    expect(await socket.next()).toMatchObject({ type: "tags", seq, tags: [{ token: "cat" }] });
    expect(await socket.next()).toMatchObject({ type: "ack", seq });
    socket.close();
    await socket.closed;
  }

  it("a malformed frame", async () => {
    const socket = await open();
    socket.sendFrame(subprotocol === "rivulet.v1.json" ? '{"type":"pu' : Uint8Array.of(0x83, 0xa4, 0x74));
    expect(await socket.next()).toMatchObject({ type: "error", code: "FRAME_MALFORMED" });
    socket.sendFrame(subprotocol === "rivulet.v1.json" ? Uint8Array.of(0x80) : "{}");
    expect(await socket.next()).toMatchObject({ type: "error", code: "FRAME_MALFORMED" });
    await expectAlive(socket, 1);
  });

  it("an unknown message type", async () => {
    const socket = await open();
    socket.send({ type: "sing", session: "a", seq: 1 });
    expect(await socket.next()).toMatchObject({ type: "error", code: "MESSAGE_UNKNOWN", session: "a", seq: 1 });
    await expectAlive(socket, 2);
  });

  it("a push before open", async () => {
    const socket = await RawSocket.connect(server.address, subprotocol);
    socket.send({ type: "push", session: "a", seq: 1, tokens: ["cat"] });
    expect(await socket.next()).toMatchObject({ type: "error", code: "SESSION_UNKNOWN", session: "a", seq: 1 });
    socket.send({ type: "open", session: "a" });
    expect(await socket.next()).toMatchObject({ type: "opened", fromSeq: 1 });
    await expectAlive(socket, 1);
  });

  it("an unknown model", async () => {
    const socket = await open();
    socket.send({ type: "open", session: "b", model: "none" });
    expect(await socket.next()).toMatchObject({ type: "error", code: "MODEL_UNKNOWN", session: "b" });
    await expectAlive(socket, 1);
  });

  it("a token of 100 KB, which is a frame over the limit", async () => {
    const socket = await open();
    socket.send({ type: "push", session: "a", seq: 1, tokens: ["x".repeat(102_400)] });
    expect(await socket.next()).toMatchObject({ type: "error", code: "FRAME_TOO_LARGE" });
    expect(await socket.closed).toMatchObject({ code: 4413, reason: expect.stringContaining("FRAME_TOO_LARGE") });
    await until(() => server.sessions === 0);
  });

  it("a token that is too long in a frame that is not", async () => {
    const socket = await open();
    socket.send({ type: "push", session: "a", seq: 1, tokens: ["x".repeat(50_000)] });
    expect(await socket.next()).toMatchObject({ type: "error", code: "TOKEN_TOO_LONG", seq: 1 });
    await expectAlive(socket, 2);
  });

  it("a frame of a megabyte", async () => {
    const socket = await open();
    const frame = socket.codec.encode({ type: "push", session: "a", seq: 1, text: "x".repeat(1_000_000) });
    expect(frameBytes(frame)).toBeGreaterThan(1_000_000);
    socket.sendFrame(frame);
    expect(await socket.closed).toMatchObject({ code: 1009 });
    await until(() => server.sessions === 0);
  });

  it("a push after close", async () => {
    const socket = await open();
    socket.send({ type: "close", session: "a", seq: 1 });
    expect(await socket.next()).toMatchObject({ type: "ack", seq: 1 });
    socket.send({ type: "push", session: "a", seq: 2, tokens: ["cat"] });
    expect(await socket.next()).toMatchObject({ type: "error", code: "SESSION_CLOSED", session: "a", seq: 2 });
    socket.send({ type: "open", session: "a" });
    expect(await socket.next()).toMatchObject({ type: "opened" });
    await expectAlive(socket, 1);
  });

  it("a client that vanishes mid-stream: its session is freed", async () => {
    const before = model.liveSessions;
    const socket = await open();
    for (let seq = 1; seq <= 20; seq++)
      socket.send({ type: "push", session: "a", seq, tokens: Array(200).fill("cat") });
    expect(await socket.next()).toMatchObject({ type: "tags", seq: 1 });
    expect(model.liveSessions).toBe(before + 1);
    socket.vanish();
    await until(() => server.sessions === 0 && server.connections === 0);
    expect(model.liveSessions).toBe(before);
  });

  it("errors without end", async () => {
    const socket = await open();
    for (let count = 0; count < 40; count++) socket.send({ type: "sing" });
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });
});
