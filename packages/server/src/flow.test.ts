import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, start } from "../test/start-server.ts";

describe("limits", () => {
  it("holds the sessions of a connection and in all", () => {
    const { server } = start({ sessionsPerConnection: 2, sessions: 3 });
    const first = new MemoryPeer(server);
    for (const name of ["a", "b", "c"]) first.open(name);
    expect(first.errors()).toEqual(["LIMIT_SESSIONS"]);
    const second = new MemoryPeer(server);
    for (const name of ["a", "b"]) second.open(name);
    expect(second.errors()).toEqual(["LIMIT_SESSIONS"]);
    first.events.closed();
    second.open("c");
    expect(second.of("opened")).toHaveLength(2);
  });

  it("holds the number of connections", () => {
    const { server } = start({ connections: 1 });
    new MemoryPeer(server);
    expect(() => new MemoryPeer(server)).toThrow(expect.objectContaining({ code: "LIMIT_CONNECTIONS" }));
  });

  it("slows a stream that is over its rate and loses nothing", () => {
    const { server, platform } = start({ tokensPerSecond: 10 });
    const peer = new MemoryPeer(server);
    const tokens = Array<string>(15).fill("cat");
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens });
    peer.tell({ type: "flush", session: "a" });
    platform.settle();
    expect(peer.of("ack")).toHaveLength(0);
    platform.advance(2000);
    expect(peer.of("ack")).toHaveLength(2);
    expect(peer.tags("a")).toEqual(alone(tokens));
    expect(peer.errors()).toEqual([]);
  });

  it("stops reading where too much input waits, then refuses, and goes on once it is worked off", () => {
    const { server, platform } = start({ queuedBytes: 2000 });
    const peer = new MemoryPeer(server);
    peer.open("a");
    while (!peer.paused) peer.tell({ type: "push", session: "a", tokens: ["cat"] });
    expect(peer.errors()).toEqual([]);
    while (peer.errors().length === 0) peer.tell({ type: "push", session: "a", tokens: ["cat"] });
    expect(peer.errors()).toEqual(["LIMIT_RATE"]);
    platform.settle();
    expect(peer.paused).toBe(false);
    const seq = peer.tell({ type: "flush", session: "a" });
    platform.settle();
    expect(peer.tags("a")).toEqual(alone(Array(seq - 2).fill("cat")));
  });

  it("makes a slow reader wait, not the others, and closes it after a while", () => {
    const { server, platform } = start({ outputBytes: 1000, slowReaderMs: 5000 });
    const slow = new MemoryPeer(server);
    const good = new MemoryPeer(server);
    for (const peer of [slow, good]) peer.open("a");
    slow.bufferedAmount = 1001;
    for (let count = 0; count < 3; count++) {
      for (const peer of [slow, good]) peer.tell({ type: "push", session: "a", tokens: ["cat"] });
      platform.settle();
    }
    expect(slow.of("ack")).toHaveLength(1);
    expect(good.of("ack")).toHaveLength(3);
    expect([slow.paused, good.paused]).toEqual([true, false]);
    slow.bufferedAmount = 0;
    slow.events.drained();
    expect(slow.paused).toBe(false);
    platform.settle();
    expect(slow.of("ack")).toHaveLength(3);
    slow.bufferedAmount = 1001;
    slow.tell({ type: "flush", session: "a" });
    platform.settle();
    platform.advance(7000);
    expect([slow.closeCode, good.closeCode]).toEqual([4429, undefined]);
  });

  it("closes a connection that opens nothing, and ends idle sessions, then their connection", () => {
    const { server, platform } = start({ openDeadlineMs: 5000, idleMs: 20_000 });
    const silent = new MemoryPeer(server);
    const idle = new MemoryPeer(server);
    idle.open("a");
    platform.advance(7000);
    expect([silent.closeCode, idle.closeCode]).toEqual([4408, undefined]);
    platform.advance(15_000);
    expect(idle.of("error")).toMatchObject([{ session: "a", code: "IDLE_TIMEOUT" }]);
    expect(server.sessions).toBe(0);
    platform.advance(22_000);
    expect(idle.closeCode).toBe(4409);
  });
});
