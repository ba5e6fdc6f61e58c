import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryPeer } from "../test/memory-peer.ts";
import { ReplayingClient } from "../test/replaying-client.ts";
import { start } from "../test/start-server.ts";
import { MemoryStore } from "./memory-store.ts";

const keys = [{ name: "k", secret: new Uint8Array(32).fill(7) }];
const word = fc.constantFrom("the", "cat", "ate", "a", "strangely", "?", "Zoë");
const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(word, { minLength: 1, maxLength: 6 }).map((tokens) => ({ type: "push" as const, tokens })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom("the ca", "t ate ", "\n", "no end").map((text) => ({ type: "push" as const, text })),
  },
  { weight: 1, arbitrary: fc.constantFrom({ type: "flush" as const }, { type: "reset" as const }) },
);

/** Turns, with time for the store's promises between them. */
async function settle(platform: { turn(): boolean }): Promise<void> {
  for (let i = 0; i < 50; i++) {
    platform.turn();
    await Promise.resolve();
  }
}

describe.each([
  ["from the client's checkpoints", false],
  ["from the store", true],
])("a session that is taken up %s", (_, durable) => {
  it("gives the results of an uninterrupted one, however often servers and sockets die", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(body, { minLength: 1, maxLength: 25 }),
        fc.array(fc.record({ send: fc.nat(5), turns: fc.nat(12), read: fc.boolean(), dies: fc.boolean() }), {
          maxLength: 12,
        }),
        async (bodies, script) => {
          const limits = { checkpointSteps: 7, resultsAhead: 4 };
          const run = async (steps: typeof script) => {
            const store = new MemoryStore();
            let { server, platform } = start(limits, { stepsPerTurn: 2 }, { keys, store });
            const client = new ReplayingClient(bodies, durable);
            let peer = client.connect(server);
            for (const { send, turns, read, dies } of steps) {
              client.send(send);
              for (let turn = 0; turn < turns; turn++) {
                platform.turn();
                await Promise.resolve();
              }
              if (read) client.read();
              peer.events.closed();
              if (dies) ({ server, platform } = start(limits, { stepsPerTurn: 2 }, { keys, store }));
              peer = client.connect(server);
            }
            for (let round = 0; round < 60; round++) {
              client.send(3);
              await settle(platform);
              client.read();
            }
            expect([client.hasSentAll, server.sessions]).toEqual([true, 1]);
            return client.tags;
          };
          expect(await run(script)).toEqual(await run([]));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

/** A session of some tokens, and the checkpoint that the client asked for. */
function checkpointed(clients = start({}, {}, { keys })) {
  const peer = new MemoryPeer(clients.server);
  peer.open("a");
  peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
  peer.tell({ type: "checkpoint", session: "a" });
  clients.platform.settle();
  return { ...clients, peer, data: peer.of("checkpoint")[0].data };
}

function resumed(data: Uint8Array, { server } = start({}, {}, { keys }), model?: string) {
  const peer = new MemoryPeer(server);
  peer.raw({ type: "open", session: "b", ...(model && { model }), resume: { epoch: 4, data } });
  return peer;
}

describe("a checkpoint", () => {
  it("is taken up by another server with the key, in an epoch above all before", () => {
    const { data } = checkpointed();
    expect(resumed(data).received[0]).toMatchObject({
      type: "opened",
      session: "b",
      recovered: true,
      fromSeq: 3,
      epoch: 5,
    });
  });

  it("is refused where a byte is changed or cut", () => {
    const { data } = checkpointed();
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const altered = cut ? data.slice(0, Math.max(1, at)) : data.map((byte, i) => (i === at ? byte ^ change : byte));
        const [code] = resumed(altered).errors();
        expect(["CHECKPOINT_FORGED", "CHECKPOINT_VERSION"]).toContain(code);
      }),
    );
  });

  it("is refused where the key or the model is another, and after its time", () => {
    const { data, server, platform } = checkpointed();
    const foreign = start({}, {}, { keys: [{ name: "k", secret: new Uint8Array(32).fill(8) }] });
    expect(resumed(data, foreign).errors()).toEqual(["CHECKPOINT_FORGED"]);
    expect(resumed(data, start({}, {}, {})).errors()).toEqual(["CHECKPOINT_FORGED"]);
    expect(resumed(data, { server, platform }, "other").errors()).toEqual(["CHECKPOINT_FOREIGN"]);
    const late = start({ checkpointMs: 1_000 }, {}, { keys });
    late.platform.advance(1_001);
    expect(resumed(data, late).errors()).toEqual(["CHECKPOINT_EXPIRED"]);
  });

  it("outlives its key's turn as the first", () => {
    const { data } = checkpointed();
    const fresh = { name: "new", secret: new Uint8Array(32).fill(9) };
    const rotated = start({}, {}, { keys: [fresh, ...keys] });
    const taken = resumed(data, rotated);
    expect(taken.received.map(({ type }) => type)).toEqual(["opened", "checkpoint"]);
    const renewed = taken.of("checkpoint")[0].data;
    expect(resumed(renewed, start({}, {}, { keys: [fresh] })).received[0]).toMatchObject({ recovered: true });
  });
});

describe("a durable session", () => {
  it("is fenced on a server that another has taken it from", async () => {
    const store = new MemoryStore();
    const first = start({}, {}, { keys, store });
    const stale = new MemoryPeer(first.server);
    stale.raw({ type: "open", session: "a", options: { durable: true } });
    await settle(first.platform);
    const { id, epoch } = stale.of("opened")[0];
    const second = start({}, {}, { keys, store });
    const peer = new MemoryPeer(second.server);
    peer.raw({ type: "open", session: "a", resume: { epoch, id } });
    await settle(second.platform);
    expect(peer.of("opened")[0]).toMatchObject({ id, recovered: true, epoch: epoch + 1 });
    stale.tell({ type: "push", session: "a", tokens: ["late"] });
    await settle(first.platform);
    expect([stale.errors(), stale.of("ack"), first.server.sessions]).toEqual([["SESSION_FENCED"], [], 0]);
    // What was on its way is no fault, however much: the client sends it again where the session is now.
    for (let i = 0; i < 100; i++) stale.tell({ type: "push", session: "a", tokens: ["later"] });
    stale.raw({ type: "credit", session: "a", results: 1 });
    expect([stale.errors(), stale.closeCode]).toEqual([["SESSION_FENCED"], undefined]);
  });

  it("leaves the store with its close, and an unknown id is refused", async () => {
    const store = new MemoryStore();
    const { server, platform } = start({}, {}, { keys, store });
    const peer = new MemoryPeer(server);
    peer.raw({ type: "open", session: "a", options: { durable: true } });
    await settle(platform);
    const { id } = peer.of("opened")[0];
    peer.tell({ type: "close", session: "a" });
    await settle(platform);
    expect([peer.of("ack").length, await store.load(id), server.sessions]).toEqual([1, undefined, 0]);
    peer.raw({ type: "open", session: "a", resume: { epoch: 1, id } });
    await settle(platform);
    expect([peer.errors(), server.sessions]).toEqual([["SESSION_UNKNOWN"], 0]);
  });
});

describe("credit", () => {
  it("is what a session waits for beyond the limit; without it the connection is closed", () => {
    const { server, platform } = start({ resultsAhead: 4, slowReaderMs: 3_000 });
    const peer = new MemoryPeer(server);
    peer.open("a");
    for (let i = 0; i < 5; i++) peer.tell({ type: "push", session: "a", tokens: ["the"] });
    platform.settle();
    expect(peer.of("ack").map(({ seq }) => seq)).toEqual([1, 2]);
    peer.raw({ type: "credit", session: "a", results: 2 });
    platform.settle();
    expect(peer.of("ack").map(({ seq }) => seq)).toEqual([1, 2, 3]);
    peer.raw({ type: "credit", session: "a", results: 99 });
    expect(peer.errors()).toEqual(["MESSAGE_INVALID"]);
    platform.advance(6_000);
    expect(peer.closeCode).toBe(4429);
  });
});
