import { RivuletError } from "@rivulet/errors";
import type { Limits } from "@rivulet/protocol";
import type { ServerSession } from "./server-session.ts";

/** Names of closed sessions that are remembered, to tell "closed" from "never opened". */
const CLOSED_REMEMBERED = 64;

/** The sessions of one connection by the client's names. What most connections never need is made when they do. */
export class PeerSessions {
  readonly #limits: Limits;
  readonly #open = new Map<string, ServerSession>();
  /** Names that the store is asked for. */
  #opening: Set<string> | undefined;
  #closed: Set<string> | undefined;
  /** Since when the connection has no session. */
  #aloneSince: number;
  #everOpened = false;

  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#aloneSince = now;
  }

  [Symbol.iterator](): Iterator<ServerSession> {
    return this.#open.values();
  }

  find(name: string): ServerSession | undefined {
    return this.#open.get(name);
  }

  /** Throws SESSION_CLOSED, SESSION_UNKNOWN; `type` is of the message to it. */
  get(name: string, type: string): ServerSession {
    const session = this.#open.get(name);
    if (session !== undefined) return session;
    const quoted = JSON.stringify(name);
    if (this.#closed?.has(name))
      throw new RivuletError("SESSION_CLOSED", `expected an open session, came ${type} to ${quoted}`);
    throw new RivuletError("SESSION_UNKNOWN", `expected open before ${type}, came ${type} to ${quoted}`);
  }

  /** Whether one of this name may be opened. Throws SESSION_EXISTS, LIMIT_SESSIONS. */
  checkNew(name: string): void {
    if (this.#open.has(name) || this.#opening?.has(name)) {
      throw new RivuletError("SESSION_EXISTS", `expected a new name, came ${JSON.stringify(name)}`);
    }
    const { sessionsPerConnection } = this.#limits;
    if (this.#open.size + (this.#opening?.size ?? 0) < sessionsPerConnection) return;
    const detail = `expected at most ${sessionsPerConnection} sessions on a connection, came one more`;
    throw new RivuletError("LIMIT_SESSIONS", detail);
  }

  /** The name is taken until `opened` or `notOpened`. */
  opening(name: string): void {
    this.#opening ??= new Set();
    this.#opening.add(name);
  }

  notOpened(name: string): void {
    this.#opening?.delete(name);
  }

  opened(session: ServerSession): void {
    this.#opening?.delete(session.name);
    this.#closed?.delete(session.name);
    this.#open.set(session.name, session);
    this.#everOpened = true;
  }

  ended(name: string, now: number): void {
    this.#open.delete(name);
    this.#aloneSince = now;
    this.#closed ??= new Set();
    this.#closed.add(name);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= CLOSED_REMEMBERED) break;
      this.#closed.delete(oldest);
    }
  }

  /** Why a connection without sessions is to be closed, if it is. */
  verdict(now: number): "OPEN_TIMEOUT" | "IDLE_TIMEOUT" | undefined {
    if (this.#open.size > 0 || (this.#opening?.size ?? 0) > 0) return undefined;
    const alone = now - this.#aloneSince;
    if (!this.#everOpened) return alone > this.#limits.openDeadlineMs ? "OPEN_TIMEOUT" : undefined;
    return alone > this.#limits.idleMs ? "IDLE_TIMEOUT" : undefined;
  }
}
