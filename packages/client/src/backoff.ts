/** When a lost connection is made anew. */
export interface BackoffOptions {
  /** Longest wait before the first attempt, in milliseconds; it doubles with each. Default 250. */
  readonly initialMs?: number;
  /** Longest wait of all. Default 10,000. */
  readonly maxMs?: number;
  /** Attempts without a connection until the client gives up. Default 20. */
  readonly attempts?: number;
}

/**
 * The waits before each attempt, each drawn from zero to its longest ("full jitter"), so that the clients of a server
 * that restarts do not all come back at once.
 */
export function* backoff(options: BackoffOptions, random: () => number): Generator<number, void> {
  const { initialMs = 250, maxMs = 10_000, attempts = 20 } = options;
  for (let attempt = 0; attempt < attempts; attempt++) yield random() * Math.min(maxMs, initialMs * 2 ** attempt);
}
