import type { Account } from "./account.ts";
import type { Identity } from "./identity.ts";
import { LocalAccount } from "./local-account.ts";
import type { Platform } from "./platform.ts";
import { SharedAccount } from "./shared-account.ts";
import type { SharedQuotas } from "./shared-quotas.ts";

/** The accounts by subject. One without connections is kept until its rate and its day are paid: to come again is no way around. */
export class Accounts {
  readonly #platform: Platform;
  readonly #shared: SharedQuotas | undefined;
  readonly #bySubject = new Map<string, Account>();

  /** Without `shared` what is counted here is all that is counted. */
  constructor(platform: Platform, shared?: SharedQuotas) {
    this.#platform = platform;
    this.#shared = shared;
  }

  get size(): number {
    return this.#bySubject.size;
  }

  /** The account of a client. Quotas are those of the first connection that is still counted. */
  of(identity: Identity): Account {
    const known = this.#bySubject.get(identity.subject);
    if (known !== undefined) return known;
    const account =
      this.#shared === undefined
        ? new LocalAccount(identity, this.#platform.now())
        : new SharedAccount(identity, this.#shared, this.#platform);
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
