import { RivuletError } from "@rivulet/errors";
import type { Identity, Quotas } from "./identity.ts";
import { TokenBucket } from "./token-bucket.ts";

const DAY_MS = 86_400_000;

/** What one identity uses on this server, held to its quotas. */
export class Account {
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

  /** A connection joins or leaves. */
  connected(): void {
    this.#connections++;
  }

  disconnected(): void {
    this.#connections--;
  }

  /** Throws LIMIT_SESSIONS. */
  checkSessions(): void {
    const { sessions } = this.#quotas;
    if (sessions === undefined || this.#sessions < sessions) return;
    throw new RivuletError("LIMIT_SESSIONS", `expected at most ${sessions} sessions of this client, came one more`);
  }

  started(): void {
    this.#sessions++;
  }

  ended(): void {
    this.#sessions--;
  }

  /** So many steps begin; what is over the rate is a debt that all connections wait for. */
  spend(steps: number, now: number): void {
    this.#tokens?.spend(steps, now);
  }

  /** Milliseconds until the next step may begin. */
  wait(now: number): number {
    return this.#tokens === undefined ? 0 : this.#tokens.wait(now);
  }

  /** Counts generated tokens; `date` in milliseconds since 1970. Throws LIMIT_GENERATED where the day's are used up. */
  generate(tokens: number, date: number): void {
    this.#turnDay(date);
    const { generatedTokens } = this.#quotas;
    if (generatedTokens !== undefined && this.#generated + tokens > generatedTokens) {
      const detail = `expected at most ${generatedTokens} generated tokens a day, came ${this.#generated + tokens}`;
      throw new RivuletError("LIMIT_GENERATED", detail);
    }
    this.#generated += tokens;
  }

  /** Whether a fresh account would be the same. */
  isForgettable(now: number, date: number): boolean {
    this.#turnDay(date);
    return this.#connections === 0 && this.#generated === 0 && (this.#tokens?.isFull(now) ?? true);
  }

  #turnDay(date: number): void {
    const day = Math.floor(date / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#generated = 0;
  }
}
