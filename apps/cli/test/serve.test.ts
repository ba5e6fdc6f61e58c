import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Tag } from "@rivulet/live";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runRivulet, startRivulet } from "./run-rivulet.ts";
import { TagReader } from "./tag-reader.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
let server: ChildProcessWithoutNullStreams;
let url: string;

beforeAll(async () => {
  server = startRivulet(["serve", "--port", "0", "--model", model]);
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  url = /^rivulet serves tiny on (ws:\S+)$/.exec(line)?.[1] ?? "";
});

afterAll(() => {
  server.kill("SIGKILL");
});

const get = async (path: string) => (await fetch(url.replace("ws:", "http:") + path)).json();
const tagsOf = (jsonl: string): Tag[] => jsonl.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

describe("rivulet serve and connect", () => {
  it("answers health and models", async () => {
    expect(await get("/healthz")).toMatchObject({ status: "ok" });
    expect(await get("/models")).toMatchObject({ models: [{ name: "tiny", delays: [0, 1, 2] }] });
  });

  it("gives over a connection what `tag` gives, to the bit", async () => {
    const text = "The cats that ate were full .\n\nfull cats\nThe";
    const [near, far] = await Promise.all([
      runRivulet(["tag", "--model", model, "--jsonl"], text),
      runRivulet(["connect", url, "--jsonl"], text),
    ]);
    expect(far).toEqual(near);
    expect(tagsOf(far.stdout)).toHaveLength(tagsOf(near.stdout).length);
    expect(far).toMatchObject({ code: 0, stderr: "" });
  });

  it("prints lines with an empty one between sentences", async () => {
    const text = "The cats ate .\nfull cats\n";
    const [near, far] = await Promise.all([
      runRivulet(["tag", "--model", model], text),
      runRivulet(["connect", url], text),
    ]);
    expect(far.stdout).toBe(near.stdout);
    expect(far.stdout.split("\n\n")).toHaveLength(3);
  });

  it("tags each word before the next one is written", async () => {
    const client = startRivulet(["connect", url, "--jsonl"]);
    const reader = new TagReader(client.stdout);
    for (const word of ["The", "cats", "ate"]) {
      client.stdin.write(`${word} `);
      expect(await reader.waitFor(({ token }) => token === word)).toMatchObject({ delay: 0, final: false });
    }
    client.stdin.end();
    expect(await once(client, "close")).toEqual([0, null]);
  });

  it("says what the server says of an unknown model", async () => {
    const { code, stderr } = await runRivulet(["connect", url, "--model", "none"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rivulet: MODEL_UNKNOWN: .*expected one of tiny, came "none"\n$/);
  });

  it("ends when the server stops, and the server stops cleanly on SIGTERM", async () => {
    const client = startRivulet(["connect", url, "--jsonl"]);
    let stderr = "";
    client.stderr.on("data", (text) => {
      stderr += text;
    });
    client.stdin.write("The ");
    await once(client.stdout, "data");
    const closed = Promise.all([once(server, "close"), once(client, "close")]);
    server.kill("SIGTERM");
    expect(await closed).toEqual([
      [0, null],
      [1, null],
    ]);
    expect(stderr).toMatch(/^rivulet: SERVER_CLOSING: /);
  });
});
