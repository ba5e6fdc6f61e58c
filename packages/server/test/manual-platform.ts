import { randomBytes } from "node:crypto";
import type { Platform } from "../src/platform.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A platform whose time and turns pass when a test says so. */
export class ManualPlatform implements Platform {
  #now = 0;
  #deferred: (() => void)[] = [];
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  /** The shared clock started an hour before. */
  date(): number {
    return 3_600_000 + this.#now;
  }

  random(count: number): Uint8Array {
    return randomBytes(count);
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** One turn of the event loop; whether there was anything to do. */
  turn(): boolean {
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const run of deferred) run();
    return deferred.length > 0;
  }

  /** Turns until nothing is left to do. */
  settle(): void {
    while (this.turn());
  }

  /** Lets time pass: timers run in their order, each followed by the turns that it brings about. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let timer = this.#nextTimer(end); timer !== undefined; timer = this.#nextTimer(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.run();
      this.settle();
    }
    this.#now = end;
  }

  #nextTimer(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
