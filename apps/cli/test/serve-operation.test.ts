import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerMessage } from "@rivulet/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { RawSocket } from "../../../test/wire/raw-socket.ts";
import { until } from "../../../test/wire/until.ts";
import { runRivulet } from "./run-rivulet.ts";
import { RunningServer } from "./running-server.ts";

const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
const secrets = { a: randomBytes(32).toString("base64"), b: randomBytes(32).toString("base64") };

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

let server: RunningServer | undefined;

afterEach(() => {
  server?.child.kill("SIGKILL");
});

/** The session's checkpoint after a word. */
async function checkpointFrom(socket: RawSocket, session: string): Promise<Uint8Array> {
  socket.send({ type: "open", session });
  socket.send({ type: "push", session, seq: 1, tokens: ["The"] });
  socket.send({ type: "checkpoint", session, seq: 2 });
  for (;;) {
    const message = await nextOf(socket, session);
    if (message.type === "checkpoint") return message.data;
    expect(message.type).not.toBe("error");
  }
}

async function resume(socket: RawSocket, session: string, data: Uint8Array): Promise<unknown> {
  socket.send({ type: "open", session, resume: { data, epoch: 1 } });
  return nextOf(socket, session);
}

/** The session's next message; others of the same socket may come between, when they are sealed anew, for one. */
async function nextOf(socket: RawSocket, session: string): Promise<ServerMessage> {
  for (;;) {
    const message = await socket.next();
    if ("session" in message && message.session === session) return message;
  }
}

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  it("gives every session its checkpoint, closes with 1012 and exits with 0", async () => {
    server = await RunningServer.start();
    const sockets = await Promise.all([1, 2, 3].map(() => RawSocket.connect(server?.url ?? "", "rivulet.v1.msgpack")));
    for (const socket of sockets) {
      socket.send({ type: "open", session: "a" });
      socket.send({ type: "push", session: "a", seq: 1, tokens: ["The", "cats"] });
      expect((await socket.next()).type).toBe("opened");
    }
    const stopped = server.stop(signal);
    for (const socket of sockets) {
      const types: string[] = [];
      while (types.at(-1) !== "checkpoint") types.push((await socket.next()).type);
      expect(types).toContain("closing");
      expect((await socket.closed).code).toBe(1012);
    }
    expect(await stopped).toBe(0);
    expect(server.log.map(({ msg }) => msg)).toContain("stopped");
  });
});

describe("--checkpoint-keys", () => {
  it("read again on SIGHUP: old checkpoints open, sessions go on, a bad file changes nothing", async () => {
    const path = write("keys", `a ${secrets.a}\n`);
    server = await RunningServer.start("--checkpoint-keys", path);
    const socket = await RawSocket.connect(server.url, "rivulet.v1.json");
    const old = await checkpointFrom(socket, "one");
    write("keys", `# rotated\nb ${secrets.b}\na ${secrets.a}\n`);
    server.child.kill("SIGHUP");
    await server.logged("keys read again");
    socket.send({ type: "push", session: "one", seq: 3, tokens: ["cats"] });
    expect((await socket.next()).type).toBe("tags");
    expect((await socket.next()).type).toBe("ack");
    expect(await resume(socket, "two", old)).toMatchObject({ type: "opened", recovered: true, fromSeq: 3 });
    const fresh = await checkpointFrom(socket, "three");
    write("keys", "b short\n");
    server.child.kill("SIGHUP");
    await server.logged("keys not read, the old ones stay");
    expect(await resume(socket, "four", fresh)).toMatchObject({ type: "opened", recovered: true });
    expect(await server.stop("SIGTERM")).toBe(0);

    write("keys", `b ${secrets.b}\n`);
    server = await RunningServer.start("--checkpoint-keys", path);
    const next = await RawSocket.connect(server.url, "rivulet.v1.json");
    expect(await resume(next, "five", fresh)).toMatchObject({ type: "opened", recovered: true });
    expect(await resume(next, "six", old)).toMatchObject({ type: "error", code: "CHECKPOINT_FORGED" });
    expect(JSON.stringify(server.log)).not.toContain(secrets.b);
  });
});

it("--store lmdb brings a durable session back by its id, on another process", async () => {
  const path = write("store-keys", `a ${secrets.a}\n`);
  const store = ["--checkpoint-keys", path, "--store", `lmdb:${join(folder, "sessions")}`];
  server = await RunningServer.start(...store);
  const socket = await RawSocket.connect(server.url, "rivulet.v1.msgpack");
  socket.send({ type: "open", session: "a", options: { durable: true } });
  const opened = await socket.next();
  if (opened.type !== "opened") throw new Error(opened.type);
  socket.send({ type: "push", session: "a", seq: 1, tokens: ["The", "cats"] });
  while ((await socket.next()).type !== "ack");
  server.child.kill("SIGKILL");
  server = await RunningServer.start(...store);
  const next = await RawSocket.connect(server.url, "rivulet.v1.msgpack");
  next.send({ type: "open", session: "a", resume: { id: opened.id, epoch: opened.epoch } });
  expect(await next.next()).toMatchObject({ type: "opened", recovered: true, fromSeq: 2 });
  expect(JSON.stringify(server.log)).not.toContain(opened.id);
});

describe("--workers", () => {
  it("serve one port, take up each other's sessions, share tickets and metrics, and are replaced when they die", async () => {
    const hash = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90"; // of "alice"
    server = await RunningServer.start("--workers", "2", "--auth-key", `alice:${hash}`);
    const running = server;
    await until(() => running.log.filter(({ msg }) => msg === "worker listens").length === 2);
    const pids = running.log.filter(({ msg }) => msg === "worker listens").map(({ worker }) => Number(worker));
    expect(new Set(pids).size).toBe(2);

    const connect = async (): Promise<RawSocket> => {
      const headers = { authorization: "Bearer alice" };
      const asked = await fetch(`${running.url.replace("ws:", "http:")}/tickets`, { method: "POST", headers });
      const { ticket } = (await asked.json()) as { ticket: string };
      return RawSocket.connect(`${running.url}/?ticket=${ticket}`, "rivulet.v1.json");
    };
    const sockets: RawSocket[] = [];
    for (let count = 0; count < 6; count++) sockets.push(await connect());
    const checkpoint = await checkpointFrom(sockets[0], "a");
    for (const socket of sockets.slice(1)) {
      expect(await resume(socket, "b", checkpoint)).toMatchObject({ type: "opened", recovered: true });
    }
    const served = new Set(running.log.filter(({ msg }) => msg === "session opened").map(({ pid }) => pid));
    expect([...served].sort()).toEqual([...pids].sort());
    expect(await (await running.get("/metrics")).text()).toContain("\nrivulet_sessions 6\n");

    process.kill(pids[0], "SIGKILL");
    await running.logged("worker died, another takes its place");
    await until(() => running.log.filter(({ msg }) => msg === "worker listens").length === 3);
    expect((await running.get("/healthz")).status).toBe(200);

    const present = running.log
      .flatMap(({ msg, worker }) => (msg === "worker listens" ? [Number(worker)] : []))
      .slice(1);
    // As a supervisor does that tells the whole group.
    const stopped = running.stop("SIGTERM");
    for (const pid of present) process.kill(pid, "SIGTERM");
    let closed = 0;
    for (const socket of sockets) {
      if ((await socket.closed).code === 1012) closed++;
    }
    expect(closed).toBeGreaterThan(0);
    expect(await stopped).toBe(0);
    expect(running.log.filter(({ msg }) => msg === "stopped")).toHaveLength(2);
  });

  it("that can not start end all with their own error", async () => {
    server = await RunningServer.start();
    const { port } = new URL(server.url);
    const { code, stderr } = await runRivulet(["serve", "--workers", "2", "--port", port]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rivulet: ADDRESS_UNAVAILABLE: [^\n]*\n$/);
  });
});

it("--tls-cert and --tls-key serve wss and https", async () => {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-days", "2", "-nodes"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  server = await RunningServer.start("--tls-cert", cert, "--tls-key", key);
  expect(server.url).toMatch(/^wss:/);
  const health = server.url.replace("wss:", "https:");
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${health}/healthz`, { rejectUnauthorized: false }, ({ statusCode }) => resolve(statusCode));
    asked.on("error", reject).end();
  });
  expect(status).toBe(200);
});
