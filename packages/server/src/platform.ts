/** What the server needs of the runtime it is on. */
export interface Platform {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Runs in a later turn of the event loop, after input that has arrived was read. */
  defer(run: () => void): void;
  /** Runs once after so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}
