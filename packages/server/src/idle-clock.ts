import type { Limits } from "@rivulet/protocol";

/** When each session of a connection was last heard of, and since when the connection has none. */
export class IdleClock {
  readonly #limits: Limits;
  readonly #heard = new Map<string, number>();
  #aloneSince: number;
  #everOpened = false;

  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#aloneSince = now;
  }

  heard(session: string, now: number): void {
    this.#heard.set(session, now);
    this.#everOpened = true;
  }

  ended(session: string, now: number): void {
    this.#heard.delete(session);
    this.#aloneSince = now;
  }

  /** Sessions without a message for longer than the limit. */
  idleSessions(now: number): string[] {
    return [...this.#heard].filter(([, at]) => now - at > this.#limits.idleMs).map(([session]) => session);
  }

  /** Why a connection without sessions is to be closed, if it is. */
  connectionVerdict(now: number): "OPEN_TIMEOUT" | "IDLE_TIMEOUT" | undefined {
    if (this.#heard.size > 0) return undefined;
    const alone = now - this.#aloneSince;
    if (!this.#everOpened) return alone > this.#limits.openDeadlineMs ? "OPEN_TIMEOUT" : undefined;
    return alone > this.#limits.idleMs ? "IDLE_TIMEOUT" : undefined;
  }
}
