import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import {
  announce,
  type ClientMessage,
  type Codec,
  type Credit,
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
import type { OpenedSession, SessionKeeper } from "./session-keeper.ts";
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
  readonly keeper: SessionKeeper;
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
  /** Names of sessions that the store is asked for. */
  readonly #opening = new Set<string>();
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
    try {
      this.#take(message, frameBytes(frame) + MESSAGE_OVERHEAD);
    } catch (error) {
      const session = "session" in message ? message.session : undefined;
      this.#report(codedError(error), { session, seq: "seq" in message ? message.seq : undefined });
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

  /** Tells the client of each session where it stands: what it needs to go on elsewhere. */
  sendCheckpoints(): void {
    for (const session of this.#sessions.values()) session.sendCheckpoint();
  }

  /** To be called about once a second. */
  tick(now: number): void {
    for (const id of this.#idle.idleSessions(now)) {
      const session = this.#sessions.get(id);
      if (session === undefined || session.isBusy) continue;
      session.sendCheckpoint();
      const detail = `expected a message within ${this.#server.limits.idleMs} ms, came none`;
      session.end(new RivuletError("IDLE_TIMEOUT", detail));
    }
    const unread = [...this.#sessions.values()].map((session) => session.stalledMs(now));
    if (Math.max(this.flow.backlogMs(now), ...unread) > this.#server.limits.slowReaderMs) this.close("LIMIT_OUTPUT");
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
    if (message.type === "auth") throw new RivuletError("MESSAGE_INVALID", "expected no auth here, came one");
    if (message.type === "open") {
      this.#open(message);
      this.#idle.heard(message.session, now);
      return;
    }
    const session = this.#session(message);
    this.#idle.heard(message.session, now);
    if (message.type === "credit") session.credit(message.results);
    else session.enqueue(message, bytes);
    this.#server.scheduler.ready(session);
  }

  #open(open: Open): void {
    if (this.#sessions.has(open.session) || this.#opening.has(open.session)) {
      throw new RivuletError("SESSION_EXISTS", `expected a new name, came ${JSON.stringify(open.session)}`);
    }
    const { sessionsPerConnection } = this.#server.limits;
    if (this.#sessions.size + this.#opening.size >= sessionsPerConnection) {
      const detail = `expected at most ${sessionsPerConnection} sessions on a connection, came one more`;
      throw new RivuletError("LIMIT_SESSIONS", detail);
    }
    const { admission, keeper } = this.#server;
    const { name, model } = admission.admit(open.model);
    if (open.options?.durable || open.resume?.id !== undefined) {
      void this.#openDurable(open, name, model);
      return;
    }
    const opened = keeper.open(open, model, "");
    admission.started();
    this.#start(open.session, name, opened);
  }

  /** The store takes its time: the place is taken before. */
  async #openDurable(open: Open, modelName: string, model: TaggerModel): Promise<void> {
    const { admission, keeper } = this.#server;
    admission.started();
    this.#opening.add(open.session);
    try {
      const opened = await keeper.openDurable(open, model, "", () => this.#gone);
      if (opened !== undefined && !this.#gone) {
        this.#start(open.session, modelName, opened);
        return;
      }
      opened?.state.tagger.dispose();
      admission.ended();
    } catch (error) {
      admission.ended();
      if (!this.#gone) this.#report(codedError(error), { session: open.session });
    } finally {
      this.#opening.delete(open.session);
    }
  }

  #start(name: string, modelName: string, opened: OpenedSession): void {
    const { limits, keeper } = this.#server;
    const session = new ServerSession(name, opened, keeper, this);
    this.#sessions.set(name, session);
    this.#closedIds.delete(name);
    const { fingerprint, labels, delays } = session.model;
    this.send({
      type: "opened",
      session: name,
      id: opened.id,
      epoch: session.epoch,
      recovered: opened.recovered,
      fromSeq: session.nextSeq,
      model: modelName,
      fingerprint,
      labels,
      delays,
      limits: announce(limits),
    });
    session.resendStored();
  }

  #session({ session: id, type }: NumberedMessage | Credit): ServerSession {
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
    if (code === "SERVER_CLOSING") return; // what was on its way when the server said so is no fault
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
