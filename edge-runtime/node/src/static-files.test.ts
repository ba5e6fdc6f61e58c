import { mkdtempSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFiles, staticFiles } from "./static-files.ts";

const folder = mkdtempSync(join(tmpdir(), "rivulet-files-"));
let http: Server;
let port: number;

beforeAll(async () => {
  await mkdir(join(folder, "parts"));
  writeFileSync(join(folder, "index.html"), "<p>hello");
  writeFileSync(join(folder, "parts/code.js"), "1;");
  writeFileSync(join(folder, "model.safetensors"), "weights");
  const answer = staticFiles(await readFiles(folder));
  http = createServer((request, response) => {
    if (!answer(request, response)) response.writeHead(404).end("none");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  port = (http.address() as AddressInfo).port;
});

afterAll(() => http.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

describe("static files", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "<p>hello"],
    ["/index.html", "text/html; charset=utf-8", "<p>hello"],
    ["/parts/code.js", "text/javascript; charset=utf-8", "1;"],
    ["/model.safetensors", "application/octet-stream", "weights"],
  ])("serves %s", async (path, type, body) => {
    const response = await get(path);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([200, type, body]);
  });

  it("lets a page run its own code and WebAssembly, and nothing else", async () => {
    const { headers } = await get("/");
    expect(headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none';/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("sends a file once: its version is asked for, or named in the address", async () => {
    const first = await get("/parts/code.js");
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const etag = first.headers.get("etag") ?? "";
    const again = await get("/parts/code.js", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await get("/parts/code.js", { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    expect((await get("/model.safetensors?v1")).headers.get("cache-control")).toContain("immutable");
  });

  it("answers HEAD without a body and leaves other methods alone", async () => {
    const head = await get("/model.safetensors", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "7", ""]);
    expect((await get("/", { method: "POST" })).status).toBe(404);
  });

  it.each(["/parts", "/parts/", "/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "/__proto__"])(
    "finds nothing at %s",
    async (path) => {
      // Written to the bare socket: fetch would tidy the path.
      const socket = connect(port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 404/);
    },
  );

  it("refuses a folder that is none", async () => {
    await expect(readFiles(join(folder, "nowhere"))).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });
});
