import { RivuletError } from "@rivulet/errors";
import type { Account } from "./account.ts";
import type { Identity, Quotas } from "./identity.ts";
import { TokenBucket } from "./token-bucket.ts";

const DAY_MS = 86_400_000;

/** An account that is counted here alone. */
export class LocalAccount implements Account {
  readonly #quotas: Quotas;
  readonly #tokens: TokenBucket | undefined;
  #connections = 0;
  #sessions = 0;
  #generated = 0;
  #day = 0;

  constructor({ quotas = {} }: Identity, now: number) {
    this.#quotas = quotas;
    const { tokensPerSecond } = quotas;
    if (tokensPerSecond !== undefined) this.#tokens = new TokenBucket(tokensPerSecond, tokensPerSecond, now);
  }

  connected(): void {
    this.#connections++;
  }

  disconnected(): void {
    this.#connections--;
  }

  takeSession(): undefined {
    const { sessions } = this.#quotas;
    if (sessions !== undefined && this.#sessions >= sessions) {
      throw new RivuletError("LIMIT_SESSIONS", `expected at most ${sessions} sessions of this client, came one more`);
    }
    this.#sessions++;
  }

  addSession(): void {
    this.#sessions++;
  }

  returnSession(): void {
    this.#sessions--;
  }

  spend(steps: number, now: number): void {
    this.#tokens?.spend(steps, now);
  }

  wait(now: number): number {
    return this.#tokens === undefined ? 0 : this.#tokens.wait(now);
  }

  generate(tokens: number, date: number): undefined {
    this.#turnDay(date);
    const { generatedTokens } = this.#quotas;
    if (generatedTokens !== undefined && this.#generated + tokens > generatedTokens) {
      const detail = `expected at most ${generatedTokens} generated tokens a day, came ${this.#generated + tokens}`;
      throw new RivuletError("LIMIT_GENERATED", detail);
    }
    this.#generated += tokens;
  }

  isForgettable(now: number, date: number): boolean {
    this.#turnDay(date);
    if (this.#connections > 0 || this.#sessions > 0 || this.#generated > 0) return false;
    return this.#tokens?.isFull(now) ?? true;
  }

  #turnDay(date: number): void {
    const day = Math.floor(date / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#generated = 0;
  }
}
