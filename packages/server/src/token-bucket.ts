/**
 * So many units a second, and as many as `burst` at once. Spending is always granted and may leave a
 * debt; whoever spends waits until it is paid.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  // Numbers from the first: a field that was ever undefined holds a new object for each fraction.
  #level = 0;
  #at = 0;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#level = burst;
    this.#at = now;
  }

  spend(units: number, now: number): void {
    this.#fill(now);
    this.#level -= units;
  }

  /** Milliseconds until the debt is paid; 0 without debt. */
  wait(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil(-this.#level / this.#perMs));
  }

  isFull(now: number): boolean {
    this.#fill(now);
    return this.#level === this.#burst;
  }

  #fill(now: number): void {
    this.#level = Math.min(this.#burst, this.#level + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
