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
  /** Who ended them. */
  #closed: Map<string, "client" | "server"> | undefined;
  /** Since when the connection has no session. */
  #aloneSince: number;
  #everOpened: boolean;

  constructor(limits: Limits, { aloneSince, everOpened }: { aloneSince: number; everOpened: boolean }) {
    this.#limits = limits;
    this.#aloneSince = aloneSince;
    this.#everOpened = everOpened;
  }

  get aloneSince(): number {
    return this.#aloneSince;
  }

  get everOpened(): boolean {
    return this.#everOpened;
  }

  /** Whether the store is asked for any. */
  get isOpening(): boolean {
    return this.#opening !== undefined && this.#opening.size > 0;
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

  /**
   * Whether the message may have been on its way when the session ended, which is no fault: credit, and anything where
   * the server ended it, as when another has taken the session over.
   */
  isLate(name: string, type: string): boolean {
    const by = this.#closed?.get(name);
    return by === "server" || (by === "client" && type === "credit");
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

  ended(name: string, by: "client" | "server", now: number): void {
    this.#open.delete(name);
    this.#aloneSince = now;
    this.#closed ??= new Map();
    this.#closed.set(name, by);
    for (const oldest of this.#closed.keys()) {
      if (this.#closed.size <= CLOSED_REMEMBERED) break;
      this.#closed.delete(oldest);
    }
  }

  /** Why a connection without sessions is to be closed, if it is. */
  verdict(now: number): "OPEN_TIMEOUT" | "IDLE_TIMEOUT" | undefined {
    if (this.#open.size > 0 || this.isOpening || now - this.#aloneSince <= this.#patience) return undefined;
    return this.#everOpened ? "IDLE_TIMEOUT" : "OPEN_TIMEOUT";
  }

  /** When the first session will have been idle for too long, or the connection alone. */
  deadline(): number {
    if (this.#open.size === 0) return this.#aloneSince + this.#patience;
    let heard = Number.POSITIVE_INFINITY;
    for (const { heardAt } of this.#open.values()) heard = Math.min(heard, heardAt);
    return heard + this.#limits.idleMs;
  }

  /** How long the connection may be without a session. */
  get #patience(): number {
    return this.#everOpened ? this.#limits.idleMs : this.#limits.openDeadlineMs;
  }
}
