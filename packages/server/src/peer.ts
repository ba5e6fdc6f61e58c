import { RivuletError } from "@rivulet/errors";
import {
  announce,
  type ClientMessage,
  type Codec,
  closeReasons,
  decodeClientMessage,
  type Frame,
  frameBytes,
  type Limits,
  type NumberedMessage,
  type Open,
  RefusedMessage,
  type ServerMessage,
} from "@rivulet/protocol";
import type { Admission } from "./admission.ts";
import type { Connection, ConnectionEvents } from "./connection.ts";
import { Flow } from "./flow.ts";
import { IdleClock } from "./idle-clock.ts";
import type { Platform } from "./platform.ts";
import type { Scheduler } from "./scheduler.ts";
import { ServerSession, type SessionHost } from "./server-session.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What a small message costs in memory beyond its bytes. */
const MESSAGE_OVERHEAD = 64;
/** Names of closed sessions that are remembered, to tell "closed" from "never opened". */
const CLOSED_REMEMBERED = 64;

/** What all connections of a server share. */
export interface PeerServer {
  readonly limits: Limits;
  readonly platform: Platform;
  readonly scheduler: Scheduler;
  readonly admission: Admission;
}

/** One connection: its frames become messages to its sessions, their answers frames. */
export class Peer implements ConnectionEvents, SessionHost {
  readonly flow: Flow;
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #server: PeerServer;
  readonly #onGone: () => void;
  readonly #errors: TokenBucket;
  readonly #idle: IdleClock;
  readonly #sessions = new Map<string, ServerSession>();
  readonly #closedIds = new Set<string>();
  #gone = false;

  constructor(connection: Connection, codec: Codec, server: PeerServer, onGone: () => void) {
    const now = server.platform.now();
    this.#connection = connection;
    this.#codec = codec;
    this.#server = server;
    this.#onGone = onGone;
    this.#errors = new TokenBucket(1, server.limits.errorBudget, now);
    this.#idle = new IdleClock(server.limits, now);
    this.flow = new Flow(connection, server.limits, server.platform, () => this.#wake());
  }

  get isBusy(): boolean {
    return [...this.#sessions.values()].some((session) => session.isBusy);
  }

  frame(frame: Frame): void {
    if (this.#gone) return;
    const message = this.#decode(frame);
    if (message === undefined) return;
    const origin = message.type === "open" ? { session: message.session } : message;
    try {
      this.#take(message, frameBytes(frame) + MESSAGE_OVERHEAD);
    } catch (error) {
      this.#report(codedError(error), origin);
    }
  }

  drained(): void {
    this.flow.drained();
  }

  closed(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.flow.close();
    for (const session of this.#sessions.values()) session.end();
    this.#onGone();
  }

  /** Says why, closes, and frees all sessions at once. */
  close(reason: keyof typeof closeReasons): void {
    if (this.#gone) return;
    const { code, meaning } = closeReasons[reason];
    this.#connection.close(code, `${reason}: ${meaning}`);
    this.closed();
  }

  send(message: ServerMessage): void {
    if (this.#gone) return;
    this.#connection.send(this.#codec.encode(message));
    this.flow.sent();
  }

  refuse(session: string, seq: number, error: RivuletError): void {
    this.#report(error, { session, seq });
  }

  ended(session: string, error?: RivuletError): void {
    this.#sessions.delete(session);
    this.#server.admission.ended();
    this.#idle.ended(session, this.#server.platform.now());
    this.#closedIds.add(session);
    for (const oldest of this.#closedIds) {
      if (this.#closedIds.size <= CLOSED_REMEMBERED) break;
      this.#closedIds.delete(oldest);
    }
    if (error !== undefined) this.#report(error, { session });
  }

  /** To be called about once a second. */
  tick(now: number): void {
    for (const id of this.#idle.idleSessions(now)) {
      const session = this.#sessions.get(id);
      if (session === undefined || session.isBusy) continue;
      const detail = `expected a message within ${this.#server.limits.idleMs} ms, came none`;
      session.end(new RivuletError("IDLE_TIMEOUT", detail));
    }
    if (this.flow.backlogMs(now) > this.#server.limits.slowReaderMs) this.close("LIMIT_OUTPUT");
    const reason = this.#idle.connectionVerdict(now);
    if (reason !== undefined) this.close(reason);
  }

  /** The message in a frame; a frame that holds none is reported. */
  #decode(frame: Frame): ClientMessage | undefined {
    try {
      return decodeClientMessage(this.#codec, frame, this.#server.limits);
    } catch (error) {
      const { session, seq } = error instanceof RefusedMessage ? error : {};
      if (session !== undefined && seq !== undefined) this.#sessions.get(session)?.skip(seq);
      const coded = codedError(error);
      this.#report(coded, { session, seq });
      if (coded.code === "FRAME_TOO_LARGE") this.close("FRAME_TOO_LARGE");
      return undefined;
    }
  }

  #take(message: ClientMessage, bytes: number): void {
    const now = this.#server.platform.now();
    if (this.#server.admission.closing) {
      throw new RivuletError("SERVER_CLOSING", `expected nothing after closing, came ${message.type}`);
    }
    if (message.type === "open") {
      this.#open(message);
      this.#idle.heard(message.session, now);
      return;
    }
    const session = this.#session(message);
    this.#idle.heard(message.session, now);
    session.enqueue(message, bytes);
    this.#server.scheduler.ready(session);
  }

  #open(open: Open): void {
    if (this.#sessions.has(open.session)) {
      throw new RivuletError("SESSION_EXISTS", `expected a new name, came ${JSON.stringify(open.session)}`);
    }
    const { sessionsPerConnection, tokenLength } = this.#server.limits;
    if (this.#sessions.size >= sessionsPerConnection) {
      const detail = `expected at most ${sessionsPerConnection} sessions on a connection, came one more`;
      throw new RivuletError("LIMIT_SESSIONS", detail);
    }
    const { name, model } = this.#server.admission.admit(open.model);
    const session = new ServerSession(open, model, tokenLength, this);
    this.#server.admission.started();
    this.#sessions.set(session.id, session);
    this.#closedIds.delete(session.id);
    this.send({
      type: "opened",
      session: session.id,
      epoch: session.epoch,
      recovered: false,
      fromSeq: session.nextSeq,
      model: name,
      fingerprint: model.fingerprint,
      labels: model.labels,
      delays: model.delays,
      limits: announce(this.#server.limits),
    });
  }

  #session({ session: id, type }: NumberedMessage): ServerSession {
    const session = this.#sessions.get(id);
    if (session !== undefined) return session;
    const name = JSON.stringify(id);
    if (this.#closedIds.has(id))
      throw new RivuletError("SESSION_CLOSED", `expected an open session, came ${type} to ${name}`);
    throw new RivuletError("SESSION_UNKNOWN", `expected open before ${type}, came ${type} to ${name}`);
  }

  #report({ code, message }: RivuletError, { session, seq }: Origin): void {
    this.send({
      type: "error",
      ...(session === undefined ? {} : { session }),
      ...(seq === undefined ? {} : { seq }),
      code,
      message,
    });
    const now = this.#server.platform.now();
    this.#errors.spend(1, now);
    if (this.#errors.wait(now) > 0) this.close("LIMIT_ERRORS");
  }

  #wake(): void {
    for (const session of this.#sessions.values()) {
      if (session.isBusy) this.#server.scheduler.ready(session);
    }
  }
}

interface Origin {
  readonly session?: string | undefined;
  readonly seq?: number | undefined;
}

/** A defect of our own must not end the server, and its details are nobody else's business. */
function codedError(error: unknown): RivuletError {
  if (error instanceof RivuletError) return error;
  return new RivuletError("INTERNAL", "expected the message to be handled, came a defect of the server", {
    cause: error,
  });
}
