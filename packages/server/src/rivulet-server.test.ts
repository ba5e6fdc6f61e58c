import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import type { Limits } from "@rivulet/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualPlatform } from "../test/manual-platform.ts";
import { MemoryPeer } from "../test/memory-peer.ts";
import { RivuletServer } from "./rivulet-server.ts";
import type { SchedulerOptions } from "./scheduler.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const other = TaggerModel.fromFile(toyTaggerFile({ seed: 2, delays: [0, 1] }));

function start(limits: Partial<Limits> = {}, scheduler: SchedulerOptions = {}) {
  const platform = new ManualPlatform();
  const models = new Map([
    ["toy", model],
    ["other", other],
  ]);
  const server = new RivuletServer({ models, limits, scheduler, platform });
  return { platform, server };
}

/** What a tagger gives alone for these tokens and a flush. */
function alone(tokens: readonly string[], of = model) {
  const tagger = of.createTagger();
  const tags = [...tokens.flatMap((token) => tagger.push(token)), ...tagger.flush()];
  tagger.dispose();
  return tags;
}

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
});

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
    slow.bufferedAmount = 0;
    slow.events.drained();
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
    expect(peer.received.map(({ type }) => type)).toEqual(["opened", "closing", "error", "tags", "ack"]);
    expect(peer.closeCode).toBe(1012);
    expect(() => new MemoryPeer(server)).toThrow(expect.objectContaining({ code: "SERVER_CLOSING" }));
    expect([server.sessions, platform.timers]).toEqual([0, 0]);
  });
});
