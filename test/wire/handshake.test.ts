import { request } from "node:http";
import { connect } from "@rivulet/client";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import type { Limits } from "@rivulet/protocol";
import { nodeWebSocket, type RunningServer, serve } from "@rivulet/runtime-node";
import { afterEach, describe, expect, it } from "vitest";
import { RawSocket } from "./raw-socket.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
let server: RunningServer;

async function start(limits: Partial<Limits> = {}): Promise<RunningServer> {
  server = await serve({ port: 0, models: new Map([["toy", model]]), limits });
  return server;
}

afterEach(() => server.close());

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Status and body (or the chosen subprotocol) of a handshake. */
function handshake(path: string, headers: Record<string, string>): Promise<{ status: number; said: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: server.host, port: server.port, path, headers: { ...upgrade, ...headers } });
    asked.on("error", reject);
    asked.on("upgrade", ({ statusCode = 0, headers }, socket) => {
      socket.destroy();
      resolve({ status: statusCode, said: headers["sec-websocket-protocol"] ?? "" });
    });
    asked.on("response", async (response) => {
      let said = "";
      for await (const chunk of response.setEncoding("utf8")) said += chunk;
      resolve({ status: response.statusCode ?? 0, said });
    });
    asked.end();
  });
}

describe("the handshake", () => {
  it("chooses the client's first subprotocol that is ours", async () => {
    await start();
    const offers = { "sec-websocket-protocol": "graphql-ws, rivulet.v1.json, rivulet.v1.msgpack" };
    expect(await handshake("/", offers)).toEqual({ status: 101, said: "rivulet.v1.json" });
  });

  it.each([
    ["no subprotocol", "/", {}, 400, "SUBPROTOCOL_REFUSED"],
    ["another subprotocol", "/", { "sec-websocket-protocol": "graphql-ws" }, 400, "SUBPROTOCOL_REFUSED"],
    [
      "a page's origin",
      "/",
      { "sec-websocket-protocol": "rivulet.v1.json", origin: "https://evil.example" },
      403,
      "ORIGIN_REFUSED",
    ],
    ["another path", "/other", { "sec-websocket-protocol": "rivulet.v1.json" }, 404, "/other"],
  ])("refuses %s", async (_, path, headers, status, words) => {
    await start();
    const refused = await handshake(path, headers);
    expect(refused.status).toBe(status);
    expect(refused.said).toContain(words);
    expect(server.connections).toBe(0);
  });

  it("takes an allowed origin, exactly", async () => {
    await start({ allowedOrigins: ["https://good.example"] });
    const offer = { "sec-websocket-protocol": "rivulet.v1.json" };
    expect(await handshake("/", { ...offer, origin: "https://good.example" })).toMatchObject({ status: 101 });
    expect(await handshake("/", { ...offer, origin: "https://good.example.evil" })).toMatchObject({ status: 403 });
  });

  it("refuses connections over the limit", async () => {
    await start({ connections: 1 });
    const first = await RawSocket.connect(server.address, "rivulet.v1.json");
    expect(await handshake("/", { "sec-websocket-protocol": "rivulet.v1.json" })).toMatchObject({ status: 503 });
    first.close();
  });
});

describe("plain HTTP", () => {
  it("tells of its health and its models", async () => {
    await start();
    const base = server.address.replace("ws:", "http:");
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: "ok", connections: 0, sessions: 0 });
    expect(await (await fetch(`${base}/models`)).json()).toEqual({
      models: [
        { name: "toy", task: "tagger", fingerprint: model.fingerprint, labels: model.labels, delays: [0, 1, 2] },
      ],
    });
    expect((await fetch(`${base}/nothing`)).status).toBe(404);
    expect((await fetch(`${base}/models`, { method: "POST" })).status).toBe(405);
  });
});

describe("the end of a server", () => {
  it("closes with 1012, after the work under way and its word to the clients", async () => {
    await start();
    const client = await connect(server.address, { WebSocket: nodeWebSocket, reconnect: false });
    const session = await client.open();
    await session.push(["the", "cat"]);
    const flushed = session.flush();
    await flushed;
    await server.close();
    await expect(session.flush()).rejects.toMatchObject({ code: "SERVER_CLOSING" });
    await expect(client.open()).rejects.toMatchObject({ code: "SERVER_CLOSING" });
    expect(model.liveSessions).toBe(0);
    await expect(connect(server.address, { WebSocket: nodeWebSocket })).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
    });
  });

  it("refuses an address that is taken", async () => {
    await start();
    const again = serve({ port: server.port, models: new Map([["toy", model]]) });
    await expect(again).rejects.toMatchObject({ code: "ADDRESS_UNAVAILABLE" });
  });
});
