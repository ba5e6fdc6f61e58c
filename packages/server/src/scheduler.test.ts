import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { model, other, start } from "../test/start-server.ts";

describe("many sessions", () => {
  const script = fc.array(
    fc.oneof(
      fc.record({ tokens: fc.array(fc.constantFrom("the", "cat", "ate", "."), { minLength: 1, maxLength: 9 }) }),
      fc.constant({ flush: true as const }),
      fc.constant({ turn: true as const }),
    ),
    { maxLength: 12 },
  );

  it("give the tags that each gives alone, however they are interleaved and batched", () => {
    const scheduler = fc.record({
      batchSize: fc.integer({ min: 1, max: 5 }),
      stepsPerTurn: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(script, { minLength: 1, maxLength: 6 }), scheduler, (scripts, options) => {
        const { server, platform } = start({}, options);
        const peer = new MemoryPeer(server);
        const models = scripts.map((_, index) => (index % 3 === 2 ? other : model));
        const taggers = models.map((of) => of.createTagger());
        const expected = scripts.map(() => [] as unknown[]);
        scripts.forEach((_, index) => {
          peer.open(`s${index}`, models[index] === other ? "other" : "toy");
        });
        for (let place = 0; place < 12; place++) {
          scripts.forEach((events, index) => {
            const event = events[place];
            if (event === undefined) return;
            const session = `s${index}`;
            if ("turn" in event) platform.turn();
            else if ("flush" in event) {
              peer.tell({ type: "flush", session });
              expected[index].push(...taggers[index].flush());
            } else {
              peer.tell({ type: "push", session, tokens: event.tokens });
              expected[index].push(...event.tokens.flatMap((token) => taggers[index].push(token)));
            }
          });
        }
        platform.settle();
        scripts.forEach((_, index) => {
          expect(peer.tags(`s${index}`)).toEqual(expected[index]);
        });
        for (const tagger of taggers) tagger.dispose();
        peer.events.closed();
      }),
      { numRuns: 50 },
    );
  });

  it("of one model that are ready in the same turn go through one kernel call", () => {
    const { server, platform } = start();
    const peers = Array.from({ length: 50 }, (_, index) => {
      const peer = new MemoryPeer(server, index % 2 === 0 ? "rivulet.v1.json" : "rivulet.v1.msgpack");
      peer.open("a");
      peer.tell({ type: "push", session: "a", tokens: ["cat"] });
      return peer;
    });
    const calls = vi.spyOn(model.model, "stepMany");
    platform.turn();
    expect(calls.mock.calls.map(([sessions]) => sessions.length)).toEqual([50]);
    calls.mockRestore();
    for (const peer of peers) {
      expect(peer.of("ack")).toHaveLength(1);
      peer.events.closed();
    }
  });

  it("that are ready in one turn share the turn: a long push does not hold a short one up", () => {
    const { server, platform } = start({}, { batchSize: 8, stepsPerTurn: 8 });
    const peer = new MemoryPeer(server);
    peer.open("long");
    peer.open("short");
    peer.tell({ type: "push", session: "long", tokens: Array(200).fill("cat") });
    peer.tell({ type: "push", session: "short", tokens: ["the", "cat"] });
    platform.turn();
    expect(peer.of("ack").map(({ session }) => session)).toEqual(["short"]);
    platform.settle();
    expect(peer.of("ack").map(({ session }) => session)).toEqual(["short", "long"]);
  });

  it("of 50 light streams none waits for one with 10,000 tokens in its queue", () => {
    const { server, platform } = start({ tokensPerSecond: 1e9, queuedBytes: 1e9 }, { batchSize: 16, stepsPerTurn: 64 });
    const heavy = new MemoryPeer(server);
    heavy.open("heavy");
    for (let count = 0; count < 40; count++) {
      heavy.tell({ type: "push", session: "heavy", tokens: Array(250).fill("cat") });
    }
    const light = Array.from({ length: 50 }, () => new MemoryPeer(server));
    for (const peer of light) peer.open("light");
    for (let round = 1; round <= 20; round++) {
      for (const peer of light) peer.tell({ type: "push", session: "light", tokens: ["the"] });
      platform.turn();
      expect(light.map((peer) => peer.of("ack").length)).toEqual(light.map(() => round));
    }
    expect(heavy.of("ack").length).toBeLessThan(40);
    platform.settle();
    expect(heavy.of("ack")).toHaveLength(40);
  });

  it("wait for company where the server says so, and never longer", () => {
    const { server, platform } = start({}, { batchSize: 3, waitMs: 20 });
    const peers = Array.from({ length: 4 }, () => new MemoryPeer(server));
    const acks = (): number[] => peers.map((peer) => peer.of("ack").length);
    for (const peer of peers) peer.open("a");
    platform.settle();
    const push = (peer: MemoryPeer): number => peer.tell({ type: "push", session: "a", tokens: ["the"] });
    push(peers[0]);
    platform.settle();
    platform.advance(19);
    expect(acks()).toEqual([0, 0, 0, 0]);
    push(peers[1]);
    platform.advance(1);
    expect(acks()).toEqual([1, 1, 0, 0]);
    for (const peer of peers) push(peer);
    platform.settle();
    expect(acks()).toEqual([2, 2, 1, 1]);
  });
});
