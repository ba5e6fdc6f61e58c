/** What the server needs of the runtime it is on. */
export interface Platform {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, on a clock that machines share. */
  date(): number;
  /** So many random bytes, fit for secrets. */
  random(count: number): Uint8Array;
  /** Runs in a later turn of the event loop, after input that has arrived was read. */
  defer(run: () => void): void;
  /** Runs once after so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}
