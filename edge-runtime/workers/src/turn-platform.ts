import type { Platform } from "@rivulet/server";

/**
 * Time as objects have it that sleep and wake: `now` goes on from one life to the next. What is deferred runs when the
 * object says so, within the event that brought it about: afterwards nothing waits that would keep the object awake.
 */
export class TurnPlatform implements Platform {
  #deferred: (() => void)[] = [];
  #latest = 0;

  now(): number {
    this.#latest = Math.max(this.#latest, Date.now());
    return this.#latest;
  }

  date(): number {
    return Date.now();
  }

  random(count: number): Uint8Array {
    return crypto.getRandomValues(new Uint8Array(count));
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  }

  /** Runs what is deferred, and what that defers. */
  turn(): void {
    while (this.#deferred.length > 0) {
      const deferred = this.#deferred;
      this.#deferred = [];
      for (const run of deferred) run();
    }
  }
}
