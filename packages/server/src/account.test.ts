import { describe, expect, it } from "vitest";
import { ManualPlatform } from "../test/manual-platform.ts";
import { MemoryPeer } from "../test/memory-peer.ts";
import { alone, start } from "../test/start-server.ts";
import { Accounts } from "./accounts.ts";
import type { Identity, Quotas } from "./identity.ts";
import { LocalAccount } from "./local-account.ts";

const alice = (quotas: Quotas): Identity => ({ subject: "alice", quotas });

describe("the quotas of an identity", () => {
  it("hold its sessions over all its connections, and nobody else's", () => {
    const { server } = start();
    const first = new MemoryPeer(server, "rivulet.v1.json", alice({ sessions: 2 }));
    const second = new MemoryPeer(server, "rivulet.v1.json", alice({ sessions: 2 }));
    const other = new MemoryPeer(server, "rivulet.v1.json", { subject: "bob" });
    first.open("a");
    for (const name of ["b", "c"]) second.open(name);
    for (const name of ["a", "b", "c"]) other.open(name);
    expect([first, second, other].map((peer) => peer.errors())).toEqual([[], ["LIMIT_SESSIONS"], []]);
    first.events.closed();
    second.open("c");
    expect(second.of("opened")).toHaveLength(2);
  });

  it("slow its steps over all its connections, lose nothing, and slow nobody else", () => {
    const { server, platform } = start();
    const tokens = Array<string>(15).fill("cat");
    const mine = [1, 2].map(() => new MemoryPeer(server, "rivulet.v1.json", alice({ tokensPerSecond: 10 })));
    const other = new MemoryPeer(server, "rivulet.v1.json", { subject: "bob" });
    for (const peer of [...mine, other]) {
      peer.open("a");
      peer.tell({ type: "push", session: "a", tokens });
      peer.tell({ type: "flush", session: "a" });
    }
    platform.settle();
    expect(other.of("ack")).toHaveLength(2);
    expect(mine.flatMap((peer) => peer.of("ack")).length).toBeLessThan(4);
    platform.advance(5_000);
    for (const peer of mine) expect(peer.tags("a")).toEqual(alone(tokens));
  });

  it("count generated tokens by the day", () => {
    const account = new LocalAccount(alice({ generatedTokens: 10 }), 0);
    account.generate(10, 1_000);
    expect(() => account.generate(1, 2_000)).toThrow(expect.objectContaining({ code: "LIMIT_GENERATED" }));
    account.generate(10, 86_400_000);
  });
});

it("an account is kept until its rate is paid, then forgotten", () => {
  const platform = new ManualPlatform();
  const accounts = new Accounts(platform);
  const account = accounts.of(alice({ tokensPerSecond: 10 }));
  account.connected();
  account.spend(20, platform.now());
  account.disconnected();
  accounts.tick();
  expect(accounts.of(alice({ tokensPerSecond: 10 }))).toBe(account);
  platform.advance(2_500);
  accounts.tick();
  expect(accounts.size).toBe(0);
});
