import { Account } from "./account.ts";
import type { Identity } from "./identity.ts";
import type { Platform } from "./platform.ts";

/** The accounts by subject. One without connections is kept until its rate and its day are paid: to come again is no way around. */
export class Accounts {
  readonly #platform: Platform;
  readonly #bySubject = new Map<string, Account>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get size(): number {
    return this.#bySubject.size;
  }

  /** The account of a client. Quotas are those of the first connection that is still counted. */
  of(identity: Identity): Account {
    const known = this.#bySubject.get(identity.subject);
    if (known !== undefined) return known;
    const account = new Account(identity, this.#platform.now());
    this.#bySubject.set(identity.subject, account);
    return account;
  }

  /** To be called about once a second. */
  tick(): void {
    const now = this.#platform.now();
    const date = this.#platform.date();
    for (const [subject, account] of this.#bySubject) {
      if (account.isForgettable(now, date)) this.#bySubject.delete(subject);
    }
  }
}
