import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { serve } from "@rivulet/runtime-node";
import { expect, it } from "vitest";
import { RawSocket } from "./raw-socket.ts";
import { until } from "./until.ts";

const PUSHES = 400;

it("a client that does not read is closed after a while; the others do not notice", async () => {
  const model = TaggerModel.fromFile(toyTaggerFile());
  const limits = {
    outputBytes: 65_536,
    slowReaderMs: 500,
    pushesPerSecond: 1e6,
    tokensPerSecond: 1e8,
    queuedBytes: 1e7,
  };
  const server = await serve({ port: 0, models: new Map([["toy", model]]), limits });
  const slow = await RawSocket.connect(server.address, "rivulet.v1.json");
  const good = await RawSocket.connect(server.address, "rivulet.v1.json");
  for (const socket of [slow, good]) {
    socket.send({ type: "open", session: "a" });
    await socket.next();
  }
  slow.stopReading();
  // More than the buffers of the two sockets in the kernel hold.
  const tokens = Array<string>(200).fill("x".repeat(100));
  for (let seq = 1; seq <= PUSHES; seq++) slow.send({ type: "push", session: "a", seq, tokens });
  for (let seq = 1; seq <= 20; seq++) {
    good.send({ type: "push", session: "a", seq, tokens: ["cat"] });
    expect(await good.next()).toMatchObject({ type: "tags", seq });
    expect(await good.next()).toMatchObject({ type: "ack", seq });
  }
  await until(() => server.connections === 1);
  expect(model.liveSessions).toBe(1);
  good.send({ type: "flush", session: "a", seq: 21 });
  expect(await good.next()).toMatchObject({ type: "tags", seq: 21 });
  slow.vanish();
  await server.close();
});
