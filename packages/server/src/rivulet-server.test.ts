import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { start } from "../test/start-server.ts";

describe("close", () => {
  it("tells every client, finishes the work under way, takes nothing new, then closes", async () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server, "rivulet.v1.json");
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
    const closed = server.close();
    peer.tell({ type: "push", session: "a", tokens: ["late"] });
    expect(peer.errors()).toEqual(["SERVER_CLOSING"]);
    platform.settle();
    platform.advance(10);
    await closed;
    expect(peer.received.map(({ type }) => type)).toEqual(["opened", "closing", "error", "tags", "ack", "checkpoint"]);
    expect(peer.closeCode).toBe(1012);
    expect(() => new MemoryPeer(server)).toThrow(expect.objectContaining({ code: "SERVER_CLOSING" }));
    expect([server.sessions, platform.timers]).toEqual([0, 0]);
  });
});
