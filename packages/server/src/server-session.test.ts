import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, model, other, start } from "../test/start-server.ts";

describe("a session", () => {
  it("is opened with all that a client must know", () => {
    const { server } = start();
    const peer = new MemoryPeer(server);
    peer.open("a", "other");
    expect(peer.received).toMatchObject([
      {
        type: "opened",
        session: "a",
        epoch: 1,
        recovered: false,
        fromSeq: 1,
        model: "other",
        fingerprint: other.fingerprint,
        labels: other.labels,
        delays: [0, 1],
        limits: { tokensPerPush: 256 },
      },
    ]);
  });

  it("gets the tags of each push, then its ack", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
    peer.tell({ type: "push", session: "a", tokens: ["ate"] });
    peer.tell({ type: "flush", session: "a" });
    platform.settle();
    expect(peer.received.slice(1).map(({ type, ...rest }) => [type, "seq" in rest ? rest.seq : 0])).toEqual([
      ["tags", 1],
      ["ack", 1],
      ["tags", 2],
      ["ack", 2],
      ["tags", 3],
      ["ack", 3],
    ]);
    expect(peer.tags("a")).toEqual(alone(["the", "cat", "ate"]));
  });

  it("makes words of text cut anywhere; a line break ends a sentence", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.open("a");
    for (const text of ["the ca", "t", " ate\nThe", " end"]) peer.tell({ type: "push", session: "a", text });
    peer.tell({ type: "flush", session: "a" });
    platform.settle();
    const tagger = model.createTagger();
    const first = [...["the", "cat", "ate"].flatMap((token) => tagger.push(token)), ...tagger.flush()];
    const second = [...["The", "end"].flatMap((token) => tagger.push(token)), ...tagger.flush()];
    expect(peer.tags("a")).toEqual([...first, ...second]);
    tagger.dispose();
  });

  it("starts anew after reset, the unfinished word forgotten", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.open("a");
    peer.tell({ type: "push", session: "a", text: "a cat sat on unfini" });
    peer.tell({ type: "reset", session: "a" });
    platform.settle();
    const before = peer.tags("a").length;
    peer.tell({ type: "push", session: "a", text: "the cat" });
    peer.tell({ type: "flush", session: "a" });
    platform.settle();
    expect(peer.tags("a").slice(before)).toEqual(alone(["the", "cat"]));
  });

  it("gets final tags only where it asked for that", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    peer.raw({ type: "open", session: "a", options: { finalOnly: true } });
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat", "ate"] });
    peer.tell({ type: "flush", session: "a" });
    platform.settle();
    expect(peer.tags("a")).toEqual(alone(["the", "cat", "ate"]).filter(({ final }) => final));
  });

  it("is freed by close, after everything before it", () => {
    const { server, platform } = start();
    const peer = new MemoryPeer(server);
    const before = model.liveSessions;
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the"] });
    peer.tell({ type: "close", session: "a" });
    expect(model.liveSessions).toBe(before + 1);
    platform.settle();
    expect(peer.of("ack").map(({ seq }) => seq)).toEqual([1, 2]);
    expect(model.liveSessions).toBe(before);
    expect(server.sessions).toBe(0);
  });

  it("is freed when its client vanishes in the middle", () => {
    const { server, platform } = start({}, { stepsPerTurn: 2 });
    const peer = new MemoryPeer(server);
    const before = model.liveSessions;
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: Array(20).fill("cat") });
    platform.turn();
    peer.events.closed();
    platform.settle();
    expect(model.liveSessions).toBe(before);
    expect([server.sessions, server.connections]).toEqual([0, 0]);
  });
});
