import type { Account } from "./account.ts";
import type { Identity, Quotas } from "./identity.ts";
import type { Platform } from "./platform.ts";
import type { SharedQuotas } from "./shared-quotas.ts";

/** Steps are asked for in shares of so much of a second: what a server may hold unused. */
const SHARE_SECONDS = 0.1;
/** How soon it is looked whether an answer has come. */
const ANSWER_MS = 2;
/** After a question that failed. */
const RETRY_MS = 1_000;

/** An account that is counted over several servers: this one asks for each session, and for steps by the share. */
export class SharedAccount implements Account {
  readonly #identity: Identity;
  readonly #quotas: Quotas;
  readonly #shared: SharedQuotas;
  readonly #platform: Platform;
  #connections = 0;
  /** Steps that may begin; below zero a debt. */
  #steps = 0;
  /** The share that is asked for, or comes later: nothing else is asked meanwhile. */
  #isAsking = false;
  #coming: { readonly steps: number; readonly from: number } | undefined;

  constructor(identity: Identity, shared: SharedQuotas, platform: Platform) {
    this.#identity = identity;
    this.#quotas = identity.quotas ?? {};
    this.#shared = shared;
    this.#platform = platform;
  }

  connected(): void {
    this.#connections++;
    this.#refill(this.#platform.now());
  }

  disconnected(): void {
    this.#connections--;
  }

  takeSession(): Promise<void> | undefined {
    return this.#quotas.sessions === undefined ? undefined : this.#shared.takeSession(this.#identity);
  }

  addSession(): void {
    if (this.#quotas.sessions !== undefined) this.#shared.addSession(this.#identity);
  }

  returnSession(): void {
    if (this.#quotas.sessions !== undefined) this.#shared.returnSession(this.#identity);
  }

  spend(steps: number, now: number): void {
    if (this.#quotas.tokensPerSecond === undefined) return;
    this.#steps -= steps;
    this.#refill(now);
  }

  wait(now: number): number {
    if (this.#quotas.tokensPerSecond === undefined) return 0;
    this.#refill(now);
    if (this.#steps > 0) return 0;
    return this.#coming === undefined ? ANSWER_MS : Math.ceil(this.#coming.from - now);
  }

  generate(tokens: number): Promise<void> | undefined {
    return this.#quotas.generatedTokens === undefined ? undefined : this.#shared.generate(this.#identity, tokens);
  }

  /** Steps that are left over are given up. */
  isForgettable(now: number): boolean {
    if (this.#connections > 0) return false;
    this.#receive(now);
    if (this.#steps < 0) this.#refill(now);
    return this.#steps >= 0 && !this.#isAsking && this.#coming === undefined;
  }

  /** Asks for the next share before the last one is used up. */
  #refill(now: number): void {
    const { tokensPerSecond } = this.#quotas;
    if (tokensPerSecond === undefined) return;
    this.#receive(now);
    const share = Math.max(1, tokensPerSecond * SHARE_SECONDS);
    if (this.#isAsking || this.#coming !== undefined || this.#steps > share / 2) return;
    void this.#ask(Math.ceil(share - this.#steps));
  }

  #receive(now: number): void {
    if (this.#coming === undefined || now < this.#coming.from) return;
    this.#steps += this.#coming.steps;
    this.#coming = undefined;
  }

  async #ask(steps: number): Promise<void> {
    this.#isAsking = true;
    try {
      const waitMs = await this.#shared.takeSteps(this.#identity, steps);
      this.#coming = { steps, from: this.#platform.now() + waitMs };
    } catch {
      this.#coming = { steps: 0, from: this.#platform.now() + RETRY_MS };
    } finally {
      this.#isAsking = false;
    }
  }
}
