import { codeOf } from "@rivulet/errors/testing";
import { type ClientMessage, codecFor, type ServerMessage } from "@rivulet/protocol";
import { expect, it } from "vitest";
import { ManualPlatform } from "../test/manual-platform.ts";
import { MemoryPeer } from "../test/memory-peer.ts";
import { model, other } from "../test/start-server.ts";
import { MemoryStore } from "./memory-store.ts";
import { RivuletServer } from "./rivulet-server.ts";

const codec = codecFor("rivulet.v1.msgpack");
const keys = [{ name: "k", secret: new Uint8Array(32).fill(7) }];
const models = new Map([
  ["toy", model],
  ["other", other],
]);

const script: readonly Record<string, unknown>[] = [
  { type: "open", session: "a", options: { finalOnly: true } },
  { type: "push", session: "a", seq: 1, text: "The cat a" },
  { type: "open", session: "b", model: "other" },
  { type: "push", session: "b", seq: 1, tokens: ["the", "cat"] },
  { type: "push", session: "a", seq: 9, text: "out of turn" },
  { type: "push", session: "a", seq: 2, text: "te the\ncat." },
  { type: "credit", session: "a", results: 2 },
  { type: "push", session: "b", seq: 2, tokens: 7 },
  { type: "push", session: "b", seq: 3, tokens: ["ate"] },
  { type: "checkpoint", session: "b", seq: 4 },
  { type: "flush", session: "a", seq: 3 },
  { type: "close", session: "b", seq: 5 },
  { type: "reset", session: "a", seq: 4 },
  { type: "push", session: "a", seq: 5, text: "the cat " },
  { type: "close", session: "a", seq: 6 },
];

const durable: readonly Record<string, unknown>[] = [
  { type: "open", session: "d", options: { durable: true } },
  { type: "push", session: "d", seq: 1, text: "The cat a" },
  { type: "push", session: "d", seq: 2, text: "te the cat. " },
  { type: "credit", session: "d", results: 3 },
  { type: "flush", session: "d", seq: 3 },
  { type: "close", session: "d", seq: 4 },
];

/** Chance that is the same in each run, so that ids and seals are. */
class SamePlatform extends ManualPlatform {
  override random(count: number): Uint8Array {
    return new Uint8Array(count).fill(1);
  }
}

/** What the client of a script receives; `everywhere`: another server answers each message. */
async function receivedOf(messages: typeof script, everywhere: boolean): Promise<ServerMessage[]> {
  const store = new MemoryStore();
  const platform = new SamePlatform();
  const newServer = () => new RivuletServer({ models, keys, store, platform, ticks: false });
  const peer = new MemoryPeer(newServer());
  let served = peer.events;
  for (const message of messages) {
    served.frame(codec.encode(message as unknown as ClientMessage));
    do {
      platform.settle();
      await new Promise(setImmediate);
    } while (served.isBusy);
    const suspended = served.putDown();
    if (suspended === undefined) throw new Error("expected a connection without work to be put down");
    if (everywhere) served = newServer().takeUp(peer, "rivulet.v1.msgpack", structuredClone(suspended));
  }
  expect(platform.timers).toBe(0);
  return peer.received;
}

it("answers the same, to the byte, where it is put down and taken up after every message", async () => {
  const received = await receivedOf(script, false);
  expect(new Set(received.map(({ type }) => type))).toEqual(new Set(["opened", "tags", "ack", "error", "checkpoint"]));
  expect(await receivedOf(script, true)).toEqual(received);
});

it("so does a session that a store keeps", async () => {
  const received = await receivedOf(durable, false);
  expect(received.at(-1)).toMatchObject({ type: "ack", seq: 4 });
  expect(await receivedOf(durable, true)).toEqual(received);
});

it("is not put down while there is work", () => {
  const platform = new ManualPlatform();
  const peer = new MemoryPeer(new RivuletServer({ models, keys, platform, ticks: false }));
  const served = peer.events;
  peer.open("a");
  peer.tell({ type: "push", session: "a", tokens: ["the"] });
  expect([served.isBusy, served.putDown()]).toEqual([true, undefined]);
  platform.settle();
  expect([served.isBusy, served.putDown()?.sessions.length]).toEqual([false, 1]);
});

it("refuses a session that another key sealed, and holds on to nothing", () => {
  const platform = new ManualPlatform();
  const peer = new MemoryPeer(new RivuletServer({ models, keys, platform, ticks: false }));
  peer.open("a");
  const suspended = peer.events.putDown();
  if (suspended === undefined) throw new Error("expected a connection without work to be put down");
  const stranger = new RivuletServer({ models, platform, ticks: false });
  expect(codeOf(() => stranger.takeUp(peer, "rivulet.v1.msgpack", suspended))).toBe("CHECKPOINT_FORGED");
  expect([stranger.connections, stranger.sessions]).toEqual([0, 0]);
});

it("says when it will have something to end, and ends it then and not before", () => {
  const platform = new ManualPlatform();
  const server = new RivuletServer({ models, keys, platform, ticks: false });
  const peer = new MemoryPeer(server);
  const served = peer.events;
  expect(served.deadline()).toBe(server.limits.openDeadlineMs);
  platform.advance(1_000);
  peer.open("a");
  expect(served.deadline()).toBe(1_000 + server.limits.idleMs);
  platform.advance(server.limits.idleMs);
  server.tick();
  expect(peer.errors()).toEqual([]);
  platform.advance(1);
  server.tick();
  expect(peer.errors()).toEqual(["IDLE_TIMEOUT"]);
  platform.advance(server.limits.idleMs + 1);
  server.tick();
  expect(peer.closeCode).toBe(4409);
});

it("says when its client's token expires, also after it was put down", () => {
  const platform = new ManualPlatform();
  const server = new RivuletServer({ models, keys, platform, ticks: false });
  const peer = new MemoryPeer(server, "rivulet.v1.json", { subject: "alice", expires: platform.date() + 2_000 });
  peer.open("a");
  expect(peer.events.deadline()).toBe(2_000);
  const suspended = peer.events.putDown();
  if (suspended === undefined) throw new Error("expected a connection without work to be put down");
  expect(suspended.sessions).toHaveLength(1);
  platform.advance(1_000);
  const next = new RivuletServer({ models, keys, platform, ticks: false });
  expect(next.takeUp(peer, "rivulet.v1.json", suspended).deadline()).toBe(2_000);
  platform.advance(1_000);
  next.tick();
  expect(peer.closeCode).toBe(4405);
});
