import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, start } from "../test/start-server.ts";

describe("bad input", () => {
  it.each([
    ["push before open", { type: "push", session: "b", seq: 1, tokens: ["a"] }, "SESSION_UNKNOWN"],
    ["an unknown type", { type: "sing", session: "a" }, "MESSAGE_UNKNOWN"],
    ["a message of no form", { type: "push", session: "a", seq: 1 }, "MESSAGE_INVALID"],
    ["an unknown model", { type: "open", session: "b", model: "none" }, "MODEL_UNKNOWN"],
    ["the same session again", { type: "open", session: "a" }, "SESSION_EXISTS"],
    ["a number too high", { type: "flush", session: "a", seq: 2 }, "SEQUENCE_INVALID"],
    ["a long token", { type: "push", session: "a", seq: 1, tokens: ["x".repeat(1025)] }, "TOKEN_TOO_LONG"],
    ["too many tokens", { type: "push", session: "a", seq: 1, tokens: Array(257).fill("x") }, "LIMIT_TOKENS_PER_PUSH"],
    ["a long stretch of text", { type: "push", session: "a", seq: 1, text: "x".repeat(1025) }, "TOKEN_TOO_LONG"],
  ])("%s is reported and does not end the stream", (_, message, code) => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.open("a");
    peer.raw(message);
    platform.settle();
    expect(peer.errors()).toEqual([code]);
    const seq = "seq" in message && message.session === "a" && code !== "SEQUENCE_INVALID" ? 2 : 1;
    peer.raw({ type: "push", session: "a", seq, text: " the cat " });
    peer.raw({ type: "flush", session: "a", seq: seq + 1 });
    platform.settle();
    expect(peer.errors()).toEqual([code]);
    expect(peer.tags("a")).toEqual(alone(["the", "cat"]));
    expect(peer.closeCode).toBeUndefined();
  });

  it("tells a closed session from one that never was", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.open("a");
    peer.tell({ type: "close", session: "a" });
    peer.tell({ type: "push", session: "a", tokens: ["the"] });
    platform.settle();
    peer.tell({ type: "push", session: "a", tokens: ["the"] });
    expect(peer.errors()).toEqual(["SESSION_CLOSED", "SESSION_CLOSED"]);
    peer.open("a");
    peer.raw({ type: "push", session: "a", seq: 1, tokens: ["the"] });
    platform.settle();
    expect(peer.tags("a")).toHaveLength(1);
  });

  it("closes on a frame over the limit, with the error before", () => {
    const { server } = start({ frameBytes: 100 });
    const peer = new MemoryPeer(server);
    peer.events.frame(new Uint8Array(101));
    expect(peer.errors()).toEqual(["FRAME_TOO_LARGE"]);
    expect(peer.closeCode).toBe(4413);
    expect(server.connections).toBe(0);
  });

  it("closes when the errors are too many at once, not when they come slowly", () => {
    const { server, platform } = start({ errorBudget: 3, openDeadlineMs: 1e9 });
    const slow = new MemoryPeer(server);
    for (let count = 0; count < 10; count++) {
      slow.events.frame(Uint8Array.of(0xc1));
      platform.advance(1000);
    }
    expect(slow.closeCode).toBeUndefined();
    const fast = new MemoryPeer(server);
    for (let count = 0; count < 10; count++) fast.events.frame(Uint8Array.of(0xc1));
    expect(fast.errors()).toHaveLength(4);
    expect(fast.closeCode).toBe(4400);
  });
});
