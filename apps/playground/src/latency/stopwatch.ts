/** From a push to the first tags that come of it. What is pushed while it runs is not measured. */
export class Stopwatch {
  readonly #record: (milliseconds: number) => void;
  #since: number | undefined;

  constructor(record: (milliseconds: number) => void) {
    this.#record = record;
  }

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    if (this.#since !== undefined) this.#record(performance.now() - this.#since);
    this.#since = undefined;
  }

  /** What runs now says nothing: the connection was away. */
  cancel(): void {
    this.#since = undefined;
  }
}
