import { Accounts } from "./accounts.ts";
import type { Identity } from "./identity.ts";
import type { Platform } from "./platform.ts";

/** The books of `SharedQuotas`: what each identity uses on all servers together. Servers have numbers. */
export class QuotaLedger {
  readonly #platform: Platform;
  readonly #accounts: Accounts;
  /** The sessions that each server has of each subject. */
  readonly #servers = new Map<number, Map<string, Holding>>();

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#accounts = new Accounts(platform);
  }

  /** Throws LIMIT_SESSIONS. */
  takeSession(server: number, identity: Identity): void {
    this.#accounts.of(identity).takeSession();
    this.#holding(server, identity).sessions++;
  }

  addSession(server: number, identity: Identity): void {
    this.#accounts.of(identity).addSession();
    this.#holding(server, identity).sessions++;
  }

  returnSession(server: number, identity: Identity): void {
    const holding = this.#holding(server, identity);
    if (holding.sessions === 0) return;
    holding.sessions--;
    this.#accounts.of(identity).returnSession();
  }

  /**
   * Gives so many steps, in the order of the questions: resolves with the milliseconds after which they may begin, so that
   * nobody who asks for more has to stand behind all who ask for less.
   */
  takeSteps(identity: Identity, steps: number): number {
    const now = this.#platform.now();
    const account = this.#accounts.of(identity);
    const wait = account.wait(now);
    account.spend(steps, now);
    return wait;
  }

  /** Throws LIMIT_GENERATED. */
  generate(identity: Identity, tokens: number): void {
    this.#accounts.of(identity).generate(tokens, this.#platform.date());
  }

  /** A server is no more: its sessions are given back. */
  gone(server: number): void {
    for (const { identity, sessions } of this.#servers.get(server)?.values() ?? []) {
      for (let count = 0; count < sessions; count++) this.#accounts.of(identity).returnSession();
    }
    this.#servers.delete(server);
  }

  /** To be called about once a second. */
  tick(): void {
    for (const holdings of this.#servers.values()) {
      for (const [subject, { sessions }] of holdings) if (sessions === 0) holdings.delete(subject);
    }
    this.#accounts.tick();
  }

  #holding(server: number, identity: Identity): Holding {
    let holdings = this.#servers.get(server);
    if (holdings === undefined) {
      holdings = new Map();
      this.#servers.set(server, holdings);
    }
    let holding = holdings.get(identity.subject);
    if (holding === undefined) {
      holding = { identity, sessions: 0 };
      holdings.set(identity.subject, holding);
    }
    return holding;
  }
}

interface Holding {
  readonly identity: Identity;
  sessions: number;
}
