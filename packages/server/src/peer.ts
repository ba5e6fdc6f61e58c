import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import {
  announce,
  type ClientMessage,
  type Codec,
  closeReasons,
  decodeClientMessage,
  type Frame,
  frameBytes,
  type Limits,
  type Open,
  RefusedMessage,
  type ServerMessage,
} from "@rivulet/protocol";
import type { Account } from "./account.ts";
import type { Admission } from "./admission.ts";
import { codedError } from "./coded-error.ts";
import type { Connection, ServedConnection } from "./connection.ts";
import { Flow, type FlowHost } from "./flow.ts";
import type { Identity } from "./identity.ts";
import type { ObservedConnection, Observer } from "./observer.ts";
import { PeerSessions } from "./peer-sessions.ts";
import type { Platform } from "./platform.ts";
import type { Scheduler } from "./scheduler.ts";
import { ServerSession, type SessionHost } from "./server-session.ts";
import type { OpenedSession, SessionKeeper } from "./session-keeper.ts";
import type { SuspendedPeer, SuspendedSession } from "./suspended-peer.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What a small message costs in memory beyond its bytes. */
const MESSAGE_OVERHEAD = 64;

/** What all connections of a server share. */
export interface PeerServer {
  readonly limits: Limits;
  readonly platform: Platform;
  readonly scheduler: Scheduler;
  readonly admission: Admission;
  readonly keeper: SessionKeeper;
  readonly observer: Observer;
  gone(peer: Peer): void;
}

/** Whose connection it is. */
export interface PeerClient {
  /** Of the connection, on this server. */
  readonly id: number;
  readonly identity: Identity;
  readonly account: Account;
}

/** One connection: its frames become messages to its sessions, their answers frames. */
export class Peer implements ServedConnection, SessionHost, FlowHost, ObservedConnection {
  readonly id: number;
  readonly flow: Flow;
  readonly #identity: Identity;
  readonly #account: Account;
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #server: PeerServer;
  readonly #errors: TokenBucket;
  readonly #sessions: PeerSessions;
  #gone = false;

  /** `from`: as it was put down; its sessions are for `takeUp`. */
  constructor(
    connection: Connection,
    codec: Codec,
    { id, identity, account }: PeerClient,
    server: PeerServer,
    from?: SuspendedPeer,
  ) {
    const now = server.platform.now();
    this.id = id;
    this.#identity = identity;
    this.#account = account;
    this.#connection = connection;
    this.#codec = codec;
    this.#server = server;
    this.#errors = new TokenBucket(1, server.limits.errorBudget, now);
    this.#sessions = new PeerSessions(server.limits, from ?? { aloneSince: now, everOpened: false });
    this.flow = new Flow(connection, server.limits, server.platform, account, this);
    account.connected();
    server.observer.connected(this);
  }

  get subject(): string {
    return this.#identity.subject;
  }

  get observer(): Observer {
    return this.#server.observer;
  }

  get isBusy(): boolean {
    for (const session of this.#sessions) if (session.isBusy) return true;
    return false;
  }

  putDown(): SuspendedPeer | undefined {
    if (this.#gone || this.isBusy || this.#sessions.isOpening) return undefined;
    const { aloneSince, everOpened } = this.#sessions;
    const { admission } = this.#server;
    const sessions = Array.from(this.#sessions, (session) => session.putDown(admission.nameOf(session.model)));
    return { identity: this.#identity, aloneSince, everOpened, sessions };
  }

  /** Goes on with a session that was put down. Throws as `SessionKeeper.takeUp`, MODEL_UNKNOWN, LIMIT_SESSIONS. */
  takeUp(suspended: SuspendedSession): void {
    const { admission, keeper } = this.#server;
    const { model } = admission.admit(suspended.model);
    const opened = keeper.takeUp(suspended, model, this.subject);
    admission.started();
    this.#account.started();
    const { name, heardAt } = suspended;
    this.#sessions.opened(new ServerSession(name, opened, keeper, this, heardAt, suspended));
  }

  deadline(): number {
    return this.#sessions.deadline();
  }

  frame(frame: Frame): void {
    if (this.#gone) return;
    const message = this.#decode(frame);
    if (message === undefined) return;
    try {
      this.#take(message, frameBytes(frame) + MESSAGE_OVERHEAD);
    } catch (error) {
      const session = "session" in message ? message.session : undefined;
      this.#report(codedError(error), session, "seq" in message ? message.seq : undefined);
    }
  }

  drained(): void {
    this.flow.drained();
  }

  closed(): void {
    this.#end(undefined);
  }

  /** Says why, closes, and frees all sessions at once. */
  close(reason: keyof typeof closeReasons): void {
    if (this.#gone) return;
    const { code, meaning } = closeReasons[reason];
    this.#connection.close(code, `${reason}: ${meaning}`);
    this.#end(reason);
  }

  send(message: ServerMessage): void {
    if (this.#gone) return;
    this.#connection.send(this.#codec.encode(message));
    this.flow.sent();
  }

  refuse(session: string, seq: number, error: RivuletError): void {
    this.#report(error, session, seq);
  }

  ended(session: string, error?: RivuletError): void {
    this.#sessions.ended(session, error === undefined ? "client" : "server", this.#server.platform.now());
    this.#server.admission.ended();
    this.#account.ended();
    this.#server.observer.ended(this, session, error?.code);
    if (error !== undefined) this.#report(error, session);
  }

  /** Sessions that waited may go on. */
  flowing(): void {
    for (const session of this.#sessions) {
      if (session.isBusy) this.#server.scheduler.ready(session);
    }
  }

  /** Tells the client of each session where it stands: what it needs to go on elsewhere. */
  sendCheckpoints(): void {
    for (const session of this.#sessions) session.sendCheckpoint();
  }

  /** To be called about once a second. */
  tick(now: number): void {
    const { limits, platform } = this.#server;
    if (platform.date() >= (this.#identity.expires ?? Number.POSITIVE_INFINITY)) {
      this.sendCheckpoints();
      this.close("AUTH_EXPIRED");
      return;
    }
    let unreadMs = this.flow.backlogMs(now);
    for (const session of this.#sessions) {
      unreadMs = Math.max(unreadMs, session.stalledMs(now));
      if (now - session.heardAt <= limits.idleMs || session.isBusy) continue;
      session.sendCheckpoint();
      session.end(new RivuletError("IDLE_TIMEOUT", `expected a message within ${limits.idleMs} ms, came none`));
    }
    if (unreadMs > limits.slowReaderMs) this.close("LIMIT_OUTPUT");
    const reason = this.#sessions.verdict(now);
    if (reason !== undefined) this.close(reason);
  }

  #end(reason: string | undefined): void {
    if (this.#gone) return;
    this.#gone = true;
    this.flow.close();
    for (const session of this.#sessions) session.end();
    this.#account.disconnected();
    this.#server.observer.disconnected(this, reason);
    this.#server.gone(this);
  }

  /** The message in a frame; a frame that holds none is reported. */
  #decode(frame: Frame): ClientMessage | undefined {
    try {
      return decodeClientMessage(this.#codec, frame, this.#server.limits);
    } catch (error) {
      const { session, seq } = error instanceof RefusedMessage ? error : {};
      if (session !== undefined && seq !== undefined) this.#sessions.find(session)?.skip(seq);
      const coded = codedError(error);
      this.#report(coded, session, seq);
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
      this.#open(message, now);
      return;
    }
    if (this.#sessions.isLate(message.session, message.type)) return;
    const session = this.#sessions.get(message.session, message.type);
    session.heardAt = now;
    if (message.type === "credit") session.credit(message.results);
    else session.enqueue(message, bytes, now);
    this.#server.scheduler.ready(session);
  }

  #open(open: Open, now: number): void {
    this.#sessions.checkNew(open.session);
    const { admission, keeper } = this.#server;
    const { name, model } = admission.admit(open.model);
    this.#account.checkSessions();
    if (open.options?.durable || open.resume?.id !== undefined) {
      void this.#openDurable(open, name, model, now);
      return;
    }
    const opened = keeper.open(open, model, this.subject);
    admission.started();
    this.#account.started();
    this.#start(open, name, opened, now);
  }

  /** The store takes its time: the place is taken before. */
  async #openDurable(open: Open, modelName: string, model: TaggerModel, now: number): Promise<void> {
    const { admission, keeper } = this.#server;
    admission.started();
    this.#account.started();
    this.#sessions.opening(open.session);
    try {
      const opened = await keeper.openDurable(open, model, this.subject, () => this.#gone);
      if (opened !== undefined && !this.#gone) {
        this.#start(open, modelName, opened, now);
        return;
      }
      opened?.state.tagger.dispose();
      this.#notOpened(open.session);
    } catch (error) {
      this.#notOpened(open.session);
      if (!this.#gone) this.#report(codedError(error), open.session);
    }
  }

  #notOpened(name: string): void {
    this.#server.admission.ended();
    this.#account.ended();
    this.#sessions.notOpened(name);
  }

  #start({ session: name, resume }: Open, modelName: string, opened: OpenedSession, now: number): void {
    const { limits, keeper, observer } = this.#server;
    const session = new ServerSession(name, opened, keeper, this, now);
    this.#sessions.opened(session);
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
    const taken = resume?.id === undefined ? "checkpoint" : "store";
    observer.opened(this, name, opened.recovered ? taken : "new");
    session.resendStored();
    if (opened.isOutdated) session.sendCheckpoint();
  }

  #report(error: RivuletError, session?: string, seq?: number): void {
    const { code, message } = error;
    this.send({
      type: "error",
      ...(session === undefined ? {} : { session }),
      ...(seq === undefined ? {} : { seq }),
      code,
      message,
    });
    this.#server.observer.refused(this, session, error);
    if (code === "SERVER_CLOSING") return; // what was on its way when the server said so is no fault
    const now = this.#server.platform.now();
    this.#errors.spend(1, now);
    if (this.#errors.wait(now) > 0) this.close("LIMIT_ERRORS");
  }
}
