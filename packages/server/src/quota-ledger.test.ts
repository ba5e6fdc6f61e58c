import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualPlatform } from "../test/manual-platform.ts";
import type { Identity } from "./identity.ts";
import { QuotaLedger } from "./quota-ledger.ts";

const QUOTA = 3;
const alice: Identity = { subject: "alice", quotas: { sessions: QUOTA, tokensPerSecond: 10, generatedTokens: 10 } };
const bob: Identity = { subject: "bob", quotas: { sessions: QUOTA } };

describe("a ledger", () => {
  it("never has more sessions than the quota, and as many where they are wanted, whoever comes, goes and dies", () => {
    const act = fc.record({
      server: fc.nat(2),
      who: fc.constantFrom(alice, bob),
      what: fc.constantFrom("take", "take", "take", "return", "gone"),
    });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const ledger = new QuotaLedger(new ManualPlatform());
        let held: { server: number; who: Identity }[] = [];
        for (const { server, who, what } of acts) {
          const own = held.findIndex((each) => each.server === server && each.who === who);
          if (what === "gone") {
            ledger.gone(server);
            held = held.filter((each) => each.server !== server);
          } else if (what === "return") {
            ledger.returnSession(server, who);
            if (own >= 0) held.splice(own, 1);
          } else if (held.filter((each) => each.who === who).length < QUOTA) {
            ledger.takeSession(server, who);
            held.push({ server, who });
          } else {
            expect(() => ledger.takeSession(server, who)).toThrow(expect.objectContaining({ code: "LIMIT_SESSIONS" }));
          }
          ledger.tick();
        }
      }),
    );
  });

  it("gives steps in the order of the questions, no more than the rate", () => {
    const platform = new ManualPlatform();
    const ledger = new QuotaLedger(platform);
    expect([12, 5, 1].map((steps) => ledger.takeSteps(alice, steps))).toEqual([0, 200, 700]);
    platform.advance(800);
    expect(ledger.takeSteps(alice, 1)).toBe(0);
  });

  it("counts generated tokens, whoever generates them", () => {
    const ledger = new QuotaLedger(new ManualPlatform());
    ledger.generate(alice, 6);
    expect(() => ledger.generate(alice, 5)).toThrow(expect.objectContaining({ code: "LIMIT_GENERATED" }));
    ledger.generate(alice, 4);
  });
});
