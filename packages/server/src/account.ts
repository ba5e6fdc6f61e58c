/**
 * What one identity uses, held to its quotas. What is granted at once is granted without a promise, so that a server that
 * counts for itself never waits.
 */
export interface Account {
  /** A connection joins or leaves. */
  connected(): void;
  disconnected(): void;
  /** One session more. Throws or rejects with LIMIT_SESSIONS; then it is not counted. */
  takeSession(): Promise<void> | undefined;
  /** One that was counted before it was put down: nobody is asked. */
  addSession(): void;
  returnSession(): void;
  /** So many steps begin; what is over the rate is a debt that all connections wait for. */
  spend(steps: number, now: number): void;
  /** Milliseconds until the next step may begin, as far as is known. */
  wait(now: number): number;
  /** Counts generated tokens; `date` in milliseconds since 1970. Throws or rejects with LIMIT_GENERATED where the day's are used up. */
  generate(tokens: number, date: number): Promise<void> | undefined;
  /** Whether a fresh account would be the same. */
  isForgettable(now: number, date: number): boolean;
}
