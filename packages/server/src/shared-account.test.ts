import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { ManualPlatform } from "../test/manual-platform.ts";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, start } from "../test/start-server.ts";
import type { Identity, Quotas } from "./identity.ts";
import { QuotaLedger } from "./quota-ledger.ts";
import { SharedAccount } from "./shared-account.ts";
import type { SharedQuotas } from "./shared-quotas.ts";

const alice = (quotas: Quotas): Identity => ({ subject: "alice", quotas });

/** The ledger as a server has it that must ask: every answer comes a turn later. */
class Asked implements SharedQuotas {
  readonly #ledger: QuotaLedger;
  readonly #server: number;

  constructor(ledger: QuotaLedger, server: number) {
    this.#ledger = ledger;
    this.#server = server;
  }

  async takeSession(identity: Identity): Promise<void> {
    this.#ledger.takeSession(this.#server, identity);
  }

  addSession(identity: Identity): void {
    this.#ledger.addSession(this.#server, identity);
  }

  returnSession(identity: Identity): void {
    this.#ledger.returnSession(this.#server, identity);
  }

  async takeSteps(identity: Identity, steps: number): Promise<number> {
    return this.#ledger.takeSteps(identity, steps);
  }

  async generate(identity: Identity, tokens: number): Promise<void> {
    this.#ledger.generate(identity, tokens);
  }
}

/** Two servers at the same time that share quotas. */
function startTwo() {
  const platform = new ManualPlatform();
  const ledger = new QuotaLedger(platform);
  const servers = [1, 2].map((number) => start({}, {}, { quotas: new Asked(ledger, number) }, platform).server);
  /** Time passes, and answers come. */
  const pass = async (milliseconds: number): Promise<void> => {
    for (let at = 0; at <= milliseconds; at++) {
      platform.advance(at === 0 ? 0 : 1);
      platform.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const peers = (identity: Identity) => servers.map((server) => new MemoryPeer(server, "rivulet.v1.json", identity));
  return { platform, peers, pass };
}

describe("servers that share quotas", () => {
  it("open no more sessions together than one may, also at the same moment", async () => {
    const { peers, pass } = startTwo();
    const [first, second] = peers(alice({ sessions: 3 }));
    for (const name of ["a", "b"]) for (const peer of [first, second]) peer.open(name);
    await pass(0);
    const opened = [first, second].map((peer) => peer.of("opened").length);
    expect(opened[0] + opened[1]).toBe(3);
    expect([first, second].flatMap((peer) => peer.errors())).toEqual(["LIMIT_SESSIONS"]);
    first.events.closed();
    await pass(0);
    for (const name of ["c", "d", "e"]) second.open(name);
    await pass(0);
    expect(second.of("opened").length).toBe(3);
  });

  it("take what comes behind an open in its turn, and do not read on meanwhile", async () => {
    const { peers, pass } = startTwo();
    const [peer] = peers(alice({ sessions: 1 }));
    peer.open("a");
    peer.tell({ type: "push", session: "a", tokens: ["the", "cat"] });
    peer.open("b");
    peer.tell({ type: "flush", session: "a" });
    expect([peer.received, peer.paused]).toEqual([[], true]);
    await pass(1);
    expect(peer.paused).toBe(false);
    expect(peer.errors()).toEqual(["LIMIT_SESSIONS"]);
    expect(peer.tags("a")).toEqual(alone(["the", "cat"]));
  });

  it("give a session back whose client has gone before the answer, or that could not be opened", async () => {
    const { peers, pass } = startTwo();
    const [gone, peer] = peers(alice({ sessions: 1 }));
    gone.open("a");
    gone.events.closed();
    await pass(0);
    peer.raw({ type: "open", session: "b", resume: { epoch: 1, data: "AAAA" } });
    await pass(0);
    expect(peer.errors()).toEqual(["CHECKPOINT_FORGED"]);
    peer.open("c");
    await pass(0);
    expect(peer.of("opened")).toHaveLength(1);
  });

  it("take no more steps together than the rate, and all of them where one alone wants them", async () => {
    const { peers, pass } = startTwo();
    const mine = peers(alice({ tokensPerSecond: 50 }));
    const busy = async (busyPeers: readonly MemoryPeer[], milliseconds: number): Promise<number> => {
      const before = busyPeers.flatMap((peer) => peer.of("ack")).length;
      await pass(milliseconds);
      return busyPeers.flatMap((peer) => peer.of("ack")).length - before;
    };
    for (const peer of mine) {
      peer.open("a");
      for (let count = 0; count < 200; count++) peer.tell({ type: "push", session: "a", tokens: ["cat"] });
    }
    // A second's worth at once, then the rate: each share is a tenth of a second's.
    expect(Math.abs((await busy(mine, 1_000)) - 100)).toBeLessThanOrEqual(12);
    expect(Math.abs((await busy(mine, 1_000)) - 50)).toBeLessThanOrEqual(12);
    for (const peer of mine) expect(peer.of("ack").length).toBeGreaterThan(40);
    mine[1].events.closed();
    expect(Math.abs((await busy([mine[0]], 1_000)) - 50)).toBeLessThanOrEqual(12);
  });
});

it("an account asks again where nobody answers, and is kept while it has a debt", async () => {
  const platform = new ManualPlatform();
  let isDown = true;
  const ledger = new QuotaLedger(platform);
  const shared = new (class extends Asked {
    override async takeSteps(identity: Identity, steps: number): Promise<number> {
      if (isDown) throw new RivuletError("INTERNAL", "expected an answer, came none");
      return super.takeSteps(identity, steps);
    }
  })(ledger, 1);
  const account = new SharedAccount(alice({ tokensPerSecond: 10 }), shared, platform);
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  account.connected();
  await settled();
  expect(account.wait(platform.now())).toBe(1_000);
  isDown = false;
  platform.advance(1_000);
  account.wait(platform.now());
  await settled();
  expect(account.wait(platform.now())).toBe(0);
  account.disconnected();
  // The first debt is paid out of the burst of a second, the next must wait.
  for (const isPaid of [true, false]) {
    account.spend(20, platform.now());
    await settled();
    expect(account.isForgettable(platform.now())).toBe(isPaid);
  }
  platform.advance(3_000);
  expect(account.isForgettable(platform.now())).toBe(true);
});
