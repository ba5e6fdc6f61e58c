import { connect, type RivuletClient } from "@rivulet/client";
import { TaggerModel, TextTagger } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { nodeWebSocket, type RunningServer, serve } from "@rivulet/runtime-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "./until.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
let server: RunningServer;
let client: RivuletClient;

beforeEach(async () => {
  server = await serve({ port: 0, models: new Map([["toy", model]]) });
  client = await connect(server.address, { WebSocket: nodeWebSocket });
});

afterEach(async () => {
  await client.close();
  await server.close();
});

describe.each(["msgpack", "json"] as const)("the client over %s", (codec) => {
  beforeEach(async () => {
    await client.close();
    client = await connect(server.address, { WebSocket: nodeWebSocket, codec });
  });

  it("knows the model of its session", async () => {
    const session = await client.open({ model: "toy" });
    expect(session).toMatchObject({ model: "toy", fingerprint: model.fingerprint, delays: [0, 1, 2] });
    expect(session.labels).toEqual(model.labels);
  });

  it("gets the provisional tag of a word before the next word is sent", async () => {
    const session = await client.open();
    const tags = session[Symbol.asyncIterator]();
    session.push("The ");
    expect(await tags.next()).toMatchObject({ value: { token: "The", index: 0, delay: 0, final: false } });
  });

  it("carries text whose characters were cut in two, and replaces halves that stay alone", async () => {
    const session = await client.open({ finalOnly: true });
    for (const text of ["a 👍", "\ud83d", "\ude00 \ud83d", " b\ude00 c\ud83d"]) session.push(text);
    session.flush();
    session.close();
    const tokens: string[] = [];
    for await (const { token } of session) tokens.push(token);
    const local = new TextTagger(model);
    const expected = [...local.push("a 👍😀 \ufffd b\ufffd c\ufffd"), ...local.flush()];
    expect(tokens).toEqual(expected.filter(({ final }) => final).map(({ token }) => token));
    local.dispose();
  });

  it("splits what is too much for one push", async () => {
    const session = await client.open({ finalOnly: true });
    const tokens = Array.from({ length: 1000 }, (_, index) => `word${index}`);
    session.push(tokens);
    session.push(`${tokens.join(" ")} `);
    session.flush();
    session.close();
    const tagged: string[] = [];
    for await (const { token } of session) tagged.push(token);
    expect(tagged).toEqual([...tokens, ...tokens]);
  });

  it("rejects a long token and tells of a long stretch of text; the stream goes on", async () => {
    const session = await client.open({ finalOnly: true });
    const refused: string[] = [];
    session.refusals$.subscribe(({ error, seq }) => refused.push(`${seq} ${error.code}`));
    await expect(session.push(["x".repeat(102_400)])).rejects.toMatchObject({ code: "TOKEN_TOO_LONG" });
    await session.push(`one ${"x".repeat(2000)} two`);
    await session.flush();
    expect(refused).toEqual(["1 TOKEN_TOO_LONG"]);
    await session.close();
    const tagged: string[] = [];
    for await (const { token } of session) tagged.push(token);
    expect(tagged).toEqual(["one", "two"]);
  });

  it("holds pushes while nobody takes the tags, and goes on when someone does", async () => {
    await client.close();
    client = await connect(server.address, { WebSocket: nodeWebSocket, codec, bufferedTags: 10, window: 4 });
    const session = await client.open();
    let sent = 0;
    const pushes = Array.from({ length: 100 }, () => session.push(["cat"]).then(() => sent++));
    await until(() => server.sessions === 1 && sent > 4);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toBeLessThan(20);
    const taken = (async () => {
      let tokens = 0;
      for await (const { final } of session) tokens += final ? 1 : 0;
      return tokens;
    })();
    await Promise.all(pushes);
    await session.flush();
    await session.close();
    expect(await taken).toBe(100);
  });

  it("rejects an unknown model; the connection stays", async () => {
    await expect(client.open({ model: "none" })).rejects.toMatchObject({ code: "MODEL_UNKNOWN" });
    const session = await client.open();
    await session.flush();
  });

  it("refuses pushes after close", async () => {
    const session = await client.open();
    await session.close();
    await expect(session.push("late ")).rejects.toMatchObject({ code: "SESSION_CLOSED" });
  });

  it("fails both faces and every call when the connection goes", async () => {
    const [first, second] = [await client.open(), await client.open()];
    const iterated = (async () => {
      for await (const _ of first);
    })();
    const observed = new Promise((_, error) => second.tags$.subscribe({ error }));
    await client.close();
    await expect(iterated).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    await expect(observed).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    await expect(first.push("late ")).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    await expect(client.open()).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  });
});

describe("connect", () => {
  it.each([
    ["no server", "ws://127.0.0.1:1"],
    ["no URL", "not a url"],
    ["no WebSocket there", "ws://HOST/nothing"],
  ])("rejects with CONNECTION_FAILED: %s", async (_, url) => {
    const failed = connect(url.replace("HOST", `${server.host}:${server.port}`), { WebSocket: nodeWebSocket });
    await expect(failed).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  });
});
