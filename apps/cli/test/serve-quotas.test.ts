import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { RawSocket } from "../../../test/wire/raw-socket.ts";
import { until } from "../../../test/wire/until.ts";
import { RunningServer } from "./running-server.ts";

const hash = createHash("sha256").update("alice").digest("hex");

let server: RunningServer | undefined;

afterEach(() => {
  server?.child.kill("SIGKILL");
});

async function startTwo(quotas: string): Promise<RunningServer> {
  server = await RunningServer.start("--workers", "2", "--auth-key", `alice:${hash} ${quotas}`);
  const running = server;
  await until(() => workersOf(running).length === 2);
  return running;
}

function workersOf({ log }: RunningServer): number[] {
  return log.flatMap(({ msg, worker }) => (msg === "worker listens" ? [Number(worker)] : []));
}

/** The worker of each session that was opened, or has ended. */
function opened({ log }: RunningServer): number[] {
  return log.flatMap(({ msg, pid }) => (msg === "session opened" ? [Number(pid)] : []));
}

function ended({ log }: RunningServer): number[] {
  return log.flatMap(({ msg, pid }) => (msg === "session ended" ? [Number(pid)] : []));
}

async function connect({ url }: RunningServer): Promise<RawSocket> {
  const socket = await RawSocket.connect(url, "rivulet.v1.json");
  socket.send({ type: "auth", token: "alice" });
  return socket;
}

/** What a client of its own gets that asks for a session. */
async function open(running: RunningServer): Promise<{ socket: RawSocket; outcome: string }> {
  const socket = await connect(running);
  socket.send({ type: "open", session: "a" });
  const answer = await socket.next();
  return { socket, outcome: answer.type === "error" ? answer.code : answer.type };
}

describe("the quotas of a client hold over all workers:", () => {
  it("sessions, which come back from clients that go and from a worker that dies", async () => {
    const running = await startTwo("sessions=4");
    // Workers take connections in turn: one each, then all that want the places that are left.
    const tries = [await open(running), await open(running)];
    tries.push(...(await Promise.all(Array.from({ length: 7 }, () => open(running)))));
    expect(tries.map(({ outcome }) => outcome).sort()).toEqual([
      ...Array<string>(5).fill("LIMIT_SESSIONS"),
      ...Array<string>(4).fill("opened"),
    ]);
    await until(() => opened(running).length === 4);
    expect(new Set(opened(running)).size).toBe(2);

    const held = tries.filter(({ outcome }) => outcome === "opened").map(({ socket }) => socket);
    held[0].send({ type: "close", session: "a", seq: 1 });
    expect((await held[0].next()).type).toBe("ack");
    expect((await open(running)).outcome).toBe("opened");
    expect((await open(running)).outcome).toBe("LIMIT_SESSIONS");

    await until(() => opened(running).length === 5 && ended(running).length === 1);
    const live = opened(running);
    live.splice(live.indexOf(ended(running)[0]), 1);
    const [victim] = live;
    const lost = live.filter((pid) => pid === victim).length;
    process.kill(victim, "SIGKILL");
    await until(() => workersOf(running).length === 3);
    const again = await Promise.all(Array.from({ length: lost + 3 }, () => open(running)));
    expect(again.filter(({ outcome }) => outcome === "opened")).toHaveLength(lost);
  });

  it("tokens in a second", async () => {
    const rate = 40;
    const running = await startTwo(`tokensPerSecond=${rate}`);
    const sockets = await Promise.all(Array.from({ length: 4 }, () => connect(running)));
    const begun = performance.now();
    const acks = { count: 0 };
    for (const socket of sockets) {
      socket.send({ type: "open", session: "a" });
      for (let seq = 1; seq <= 200; seq++) socket.send({ type: "push", session: "a", seq, tokens: ["cat"] });
      void countAcks(socket, acks);
    }
    await sleep(3_000);
    const { count } = acks;
    expect(new Set(opened(running)).size).toBe(2);
    // A second's worth may come at once. What is over it: a share and a message of each worker.
    const seconds = (performance.now() - begun) / 1_000;
    expect(count).toBeLessThanOrEqual(rate * (1 + seconds) + 2 * (rate / 10 + 1));
    expect(count).toBeGreaterThan(rate);
  });
});

async function countAcks(socket: RawSocket, acks: { count: number }): Promise<void> {
  for (;;) if ((await socket.next()).type === "ack") acks.count++;
}
