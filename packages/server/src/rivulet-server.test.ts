import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { start } from "../test/start-server.ts";
import type { CheckpointKey } from "./checkpoint-key.ts";
import { noObserver } from "./observer.ts";

describe("an observer", () => {
  it("hears in numbers what happens, and in names who comes and goes", () => {
    const heard: unknown[][] = [];
    const observer = new Proxy(noObserver, {
      get:
        (_, name) =>
        (...told: unknown[]) =>
          heard.push([name, ...told.map((value) => plain(value))]),
    });
    const { server, platform } = start({}, {}, { observer });
    const peer = new MemoryPeer(server, "rivulet.v1.json", { subject: "alice" });
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
    platform.settle();
    peer.raw({ type: "flush", session: "a", seq: 9 });
    peer.tell({ type: "checkpoint", session: "a" });
    peer.tell({ type: "close", session: "a" });
    platform.settle();
    peer.events.closed();
    expect(heard).toEqual([
      ["connected", "alice"],
      ["opened", "alice", "a", "new"],
      ["message", 0],
      ["batch", 1, 0],
      ["batch", 1, 0],
      ["tags", expect.any(Number), expect.any(Number)],
      ["refused", "alice", "a", "SEQUENCE_INVALID"],
      ["message", 0],
      ["checkpoint"],
      ["message", 0],
      ["ended", "alice", "a", undefined],
      ["disconnected", "alice", undefined],
    ]);
  });
});

it("other keys seal what comes, and the old ones still open", () => {
  const key = (name: string): CheckpointKey => ({ name, secret: new Uint8Array(32).fill(name.charCodeAt(0)) });
  const { server, platform } = start({}, {}, { keys: [key("a")] });
  const peer = new MemoryPeer(server);
  const checkpointOf = (session: string): Uint8Array => {
    peer.open(session);
    peer.tell({ type: "push", session, tokens: ["the"] });
    peer.tell({ type: "checkpoint", session });
    platform.settle();
    return peer.of("checkpoint").at(-1)?.data ?? new Uint8Array();
  };
  const old = checkpointOf("old");
  server.useKeys([key("b"), key("a")]);
  const fresh = checkpointOf("fresh");
  server.useKeys([key("b")]);
  expect(() => server.useKeys([])).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
  peer.raw({ type: "open", session: "1", resume: { data: fresh, epoch: 1 } });
  peer.raw({ type: "open", session: "2", resume: { data: old, epoch: 1 } });
  expect(peer.of("opened").at(-1)).toMatchObject({ session: "1", recovered: true });
  expect(peer.errors()).toEqual(["CHECKPOINT_FORGED"]);
});

function plain(value: unknown): unknown {
  if (value instanceof Error && "code" in value) return value.code;
  return typeof value === "object" && value !== null && "subject" in value ? value.subject : value;
}

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
