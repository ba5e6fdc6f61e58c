import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RunningServer } from "./running-server.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const page = mkdtempSync(join(tmpdir(), "rivulet-page-"));
writeFileSync(join(page, "index.html"), "<p>hello");

const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-protocol": "rivulet.v1.json",
};

/** The status that a page of this origin gets for a WebSocket. */
function statusFor(server: RunningServer, origin: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(httpOf(server), { headers: { ...upgrade, origin } });
    asked.on("error", reject);
    asked.on("response", ({ statusCode = 0 }) => resolve(statusCode));
    asked.on("upgrade", ({ statusCode = 0 }, socket) => {
      socket.destroy();
      resolve(statusCode);
    });
    asked.end();
  });
}

const httpOf = ({ url }: RunningServer) => url.replace("ws:", "http:");

describe("rivulet serve --page", () => {
  it("serves a page, the models that it runs, and its session", async () => {
    const server = await RunningServer.start("--page", page);
    expect(await (await server.get("/")).text()).toBe("<p>hello");
    const model = new Uint8Array(await (await server.get("/models/tiny.safetensors")).arrayBuffer());
    expect(model).toEqual(new Uint8Array(readFileSync(writeTinyTagger())));
    expect((await server.get("/models")).status).toBe(200);
    expect(await statusFor(server, httpOf(server))).toBe(101);
    expect(await statusFor(server, "http://evil.example")).toBe(403);
    expect(await server.stop("SIGTERM")).toBe(0);
  });

  it("serves no model and trusts no page without it", async () => {
    const server = await RunningServer.start();
    expect((await server.get("/")).status).toBe(404);
    expect((await server.get("/models/tiny.safetensors")).status).toBe(404);
    expect(await statusFor(server, httpOf(server))).toBe(403);
    expect(await server.stop("SIGTERM")).toBe(0);
  });
});
