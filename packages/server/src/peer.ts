import { RivuletError } from "@rivulet/errors";
import { type Codec, closeReasons, type Frame, type Limits, type ServerMessage } from "@rivulet/protocol";
import type { Account } from "./account.ts";
import type { Admission } from "./admission.ts";
import type { Connection, ServedConnection } from "./connection.ts";
import { Flow, type FlowHost } from "./flow.ts";
import { FrameHold } from "./frame-hold.ts";
import type { FrameReader, HeardPeer } from "./frame-reader.ts";
import type { Identity } from "./identity.ts";
import type { Observer } from "./observer.ts";
import { PeerSessions } from "./peer-sessions.ts";
import type { Platform } from "./platform.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SessionOpener } from "./session-opener.ts";
import type { SuspendedPeer, SuspendedSession } from "./suspended-peer.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What all connections of a server share. */
export interface PeerServer {
  readonly limits: Limits;
  readonly platform: Platform;
  readonly scheduler: Scheduler;
  readonly admission: Admission;
  readonly opener: SessionOpener;
  readonly reader: FrameReader;
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
export class Peer implements ServedConnection, HeardPeer, FlowHost {
  readonly id: number;
  readonly codec: Codec;
  readonly flow: Flow;
  readonly account: Account;
  readonly sessions: PeerSessions;
  readonly #identity: Identity;
  readonly #connection: Connection;
  readonly #server: PeerServer;
  /** Made when first needed. */
  #hold: FrameHold | undefined;
  /** Made when first needed. */
  #errors: TokenBucket | undefined;
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
    this.account = account;
    this.#connection = connection;
    this.codec = codec;
    this.#server = server;
    this.sessions = new PeerSessions(server.limits, from ?? { aloneSince: now, everOpened: false });
    this.flow = new Flow(connection, server.limits, server.platform, account, this);
    account.connected();
    server.observer.connected(this);
  }

  get subject(): string {
    return this.#identity.subject;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  get observer(): Observer {
    return this.#server.observer;
  }

  get isBusy(): boolean {
    for (const session of this.sessions) if (session.isBusy) return true;
    return false;
  }

  putDown(): SuspendedPeer | undefined {
    if (this.#gone || this.isBusy || this.sessions.isOpening || this.#hold?.isWaiting) return undefined;
    const { aloneSince, everOpened } = this.sessions;
    const { admission } = this.#server;
    const sessions = Array.from(this.sessions, (session) => session.putDown(admission.nameOf(session.model)));
    return { identity: this.#identity, aloneSince, everOpened, sessions };
  }

  /** Goes on with a session that was put down. Throws as `SessionOpener.takeUp`. */
  takeUp(suspended: SuspendedSession): void {
    this.#server.opener.takeUp(this, suspended);
  }

  deadline(): number {
    const { platform } = this.#server;
    const { expires = Number.POSITIVE_INFINITY } = this.#identity;
    return Math.min(this.sessions.deadline(), platform.now() + expires - platform.date());
  }

  frame(frame: Frame): void {
    if (this.#hold === undefined) this.#hear(frame);
    else this.#hold.frame(frame);
  }

  holdUntil(answered: Promise<void>): void {
    this.#hold ??= new FrameHold(
      (frame) => this.#hear(frame),
      (isWaiting) => this.flow.hold(isWaiting),
    );
    void this.#hold.until(answered);
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
    this.#connection.send(this.codec.encode(message));
    this.flow.sent();
  }

  /** Sends an `error`; one too many closes the connection. */
  report(error: RivuletError, session?: string, seq?: number): void {
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
    const { limits, platform } = this.#server;
    const now = platform.now();
    this.#errors ??= new TokenBucket(1, limits.errorBudget, now);
    this.#errors.spend(1, now);
    if (this.#errors.wait(now) > 0) this.close("LIMIT_ERRORS");
  }

  ended(session: string, error?: RivuletError): void {
    this.sessions.ended(session, error === undefined ? "client" : "server", this.#server.platform.now());
    this.#server.admission.ended();
    this.account.returnSession();
    this.#server.observer.ended(this, session, error?.code);
    if (error !== undefined) this.report(error, session);
  }

  /** Sessions that waited may go on. */
  flowing(): void {
    for (const session of this.sessions) {
      if (session.isBusy) this.#server.scheduler.ready(session);
    }
  }

  /** Tells the client of each session where it stands: what it needs to go on elsewhere. */
  sendCheckpoints(): void {
    for (const session of this.sessions) session.sendCheckpoint();
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
    for (const session of this.sessions) {
      unreadMs = Math.max(unreadMs, session.stalledMs(now));
      if (now - session.heardAt <= limits.idleMs || session.isBusy) continue;
      session.sendCheckpoint();
      session.end(new RivuletError("IDLE_TIMEOUT", `expected a message within ${limits.idleMs} ms, came none`));
    }
    if (unreadMs > limits.slowReaderMs) this.close("LIMIT_OUTPUT");
    const reason = this.sessions.verdict(now);
    if (reason !== undefined) this.close(reason);
  }

  #end(reason: string | undefined): void {
    if (this.#gone) return;
    this.#gone = true;
    this.flow.close();
    for (const session of this.sessions) session.end();
    this.account.disconnected();
    this.#server.observer.disconnected(this, reason);
    this.#server.gone(this);
  }

  #hear(frame: Frame): void {
    if (!this.#gone) this.#server.reader.read(this, frame);
  }
}
