import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, start } from "../test/start-server.ts";
import type { Authenticator } from "./identity.ts";

const authenticator: Authenticator = {
  async verify(token) {
    if (token === "good") return { subject: "alice" };
    if (token === "brief") return { subject: "alice", expires: 3_610_000 };
    throw new RivuletError(token === "old" ? "AUTH_EXPIRED" : "AUTH_FAILED", "expected a good token, came another");
  },
};

/** Lets what waits for a promise go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a connection whose client must say who it is", () => {
  it("goes on once it has, and what came meanwhile is not lost", async () => {
    const { server, platform } = start({}, {}, { authenticator });
    const peer = new MemoryPeer(server);
    peer.raw({ type: "auth", token: "good" });
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
    peer.tell({ type: "flush", session: "a" });
    expect(peer.received).toEqual([]);
    await settled();
    platform.settle();
    expect(peer.tags("a")).toEqual(alone(["the", "cat"]));
    expect([server.connections, server.sessions]).toEqual([1, 1]);
    peer.events.closed();
    expect([server.connections, server.sessions]).toEqual([0, 0]);
  });

  it.each([
    ["another message", { type: "open", session: "a" }, "AUTH_REQUIRED", 4401],
    ["a message of no form", { type: "auth" }, "MESSAGE_INVALID", 4401],
    ["a bad token", { type: "auth", token: "bad" }, "AUTH_FAILED", 4402],
    ["an old token", { type: "auth", token: "old" }, "AUTH_EXPIRED", 4405],
  ])("is closed after %s", async (_, message, code, close) => {
    const { server } = start({}, {}, { authenticator });
    const peer = new MemoryPeer(server);
    peer.raw(message);
    peer.open("b");
    await settled();
    expect(peer.errors()).toEqual([code]);
    expect(peer.closeCode).toBe(close);
    expect([server.connections, server.sessions]).toEqual([0, 0]);
  });

  it("is closed where nothing comes before the deadline", () => {
    const { server, platform } = start({ authDeadlineMs: 5_000 }, {}, { authenticator });
    const peer = new MemoryPeer(server);
    platform.advance(5_000);
    expect(peer.closeCode).toBeUndefined();
    platform.advance(1_000);
    expect(peer.closeCode).toBe(4401);
    expect(server.connections).toBe(0);
  });

  it("holds no more than the queue's bound while a token is verified", () => {
    const never: Authenticator = { verify: () => new Promise(() => {}) };
    const { server } = start({ queuedBytes: 1_000 }, {}, { authenticator: never });
    const peer = new MemoryPeer(server);
    peer.raw({ type: "auth", token: "good" });
    for (let count = 0; count < 4; count++) peer.events.frame(new Uint8Array(300));
    expect(peer.closeCode).toBe(4401);
  });

  it("is closed with 1012 when the server stops", async () => {
    const { server, platform } = start({}, {}, { authenticator });
    const peer = new MemoryPeer(server);
    const closed = server.close();
    platform.advance(10);
    await closed;
    expect(peer.closeCode).toBe(1012);
  });

  it("is closed when the token expires, each session's checkpoint before", async () => {
    const { server, platform } = start({}, {}, { authenticator });
    const peer = new MemoryPeer(server);
    peer.raw({ type: "auth", token: "brief" });
    await settled();
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the"] });
    platform.settle();
    platform.advance(9_000);
    expect(peer.closeCode).toBeUndefined();
    platform.advance(2_000);
    expect(peer.of("checkpoint")).toHaveLength(1);
    expect(peer.closeCode).toBe(4405);
  });

  it("goes on from its own checkpoints alone", async () => {
    const { server, platform } = start({}, {}, { authenticator });
    const [mine, other] = ["alice", "bob"].map((subject) => new MemoryPeer(server, "rivulet.v1.msgpack", { subject }));
    mine.open("a");
    mine.tell({ type: "push", session: "a", tokens: ["the"] });
    mine.tell({ type: "checkpoint", session: "a" });
    platform.settle();
    const [{ data, epoch }] = mine.of("checkpoint");
    other.raw({ type: "open", session: "b", resume: { data, epoch } });
    expect(other.errors()).toEqual(["CHECKPOINT_FOREIGN"]);
    mine.raw({ type: "open", session: "b", resume: { data, epoch } });
    expect(mine.of("opened").at(-1)).toMatchObject({ recovered: true, fromSeq: 3 });
  });
});
