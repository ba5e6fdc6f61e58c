import type { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import { announce, type Limits, type Open } from "@rivulet/protocol";
import type { Account } from "./account.ts";
import type { Admission } from "./admission.ts";
import { codedError } from "./coded-error.ts";
import type { ObservedConnection, Observer } from "./observer.ts";
import type { PeerSessions } from "./peer-sessions.ts";
import { ServerSession, type SessionHost } from "./server-session.ts";
import type { OpenedSession, SessionKeeper } from "./session-keeper.ts";
import type { SuspendedSession } from "./suspended-peer.ts";

/** What opening a session needs of the connection that it is to belong to. */
export interface OpeningPeer extends SessionHost, ObservedConnection {
  readonly account: Account;
  readonly sessions: PeerSessions;
  readonly isGone: boolean;
  report(error: RivuletError, session: string, seq?: number): void;
  /** What the client says meanwhile waits. */
  holdUntil(answered: Promise<void>): void;
}

/** What of the server it needs. */
export interface SessionOpenerServer {
  readonly limits: Limits;
  readonly admission: Admission;
  readonly keeper: SessionKeeper;
  readonly observer: Observer;
}

/** Opens sessions: asks whether they may be, gets their states, tells the client. */
export class SessionOpener {
  readonly #server: SessionOpenerServer;

  constructor(server: SessionOpenerServer) {
    this.#server = server;
  }

  /** Answers with `opened`, now or later. Throws, or reports later, what `open` is refused with. */
  open(peer: OpeningPeer, open: Open, now: number): void {
    peer.sessions.checkNew(open.session);
    this.#server.admission.admit(open.model);
    const granted = peer.account.takeSession();
    if (granted === undefined) this.#openGranted(peer, open, now);
    else peer.holdUntil(this.#openWhenGranted(peer, open, now, granted));
  }

  /** Goes on with a session that was put down. Throws as `SessionKeeper.takeUp`, MODEL_UNKNOWN, LIMIT_SESSIONS. */
  takeUp(peer: OpeningPeer, suspended: SuspendedSession): void {
    const { admission, keeper } = this.#server;
    const { model } = admission.admit(suspended.model);
    const opened = keeper.takeUp(suspended, model, peer.subject);
    admission.started();
    peer.account.addSession();
    const { name, heardAt } = suspended;
    peer.sessions.opened(new ServerSession(name, opened, keeper, peer, heardAt, suspended));
  }

  async #openWhenGranted(peer: OpeningPeer, open: Open, now: number, granted: Promise<void>): Promise<void> {
    try {
      await granted;
      if (peer.isGone) peer.account.returnSession();
      else this.#openGranted(peer, open, now);
    } catch (error) {
      if (!peer.isGone) peer.report(codedError(error), open.session);
    }
  }

  /** Where it throws, the session is given back to the account. */
  #openGranted(peer: OpeningPeer, open: Open, now: number): void {
    const { admission, keeper } = this.#server;
    try {
      const { name, model } = admission.admit(open.model);
      if (open.options?.durable || open.resume?.id !== undefined) {
        void this.#openDurable(peer, open, name, model, now);
        return;
      }
      const opened = keeper.open(open, model, peer.subject);
      admission.started();
      this.#start(peer, open, name, opened, now);
    } catch (error) {
      peer.account.returnSession();
      throw error;
    }
  }

  /** The store takes its time: the place is taken before. */
  async #openDurable(peer: OpeningPeer, open: Open, modelName: string, model: TaggerModel, now: number): Promise<void> {
    const { admission, keeper } = this.#server;
    admission.started();
    peer.sessions.opening(open.session);
    try {
      const opened = await keeper.openDurable(open, model, peer.subject, () => peer.isGone);
      if (opened !== undefined && !peer.isGone) {
        this.#start(peer, open, modelName, opened, now);
        return;
      }
      opened?.state.tagger.dispose();
      this.#notOpened(peer, open.session);
    } catch (error) {
      this.#notOpened(peer, open.session);
      if (!peer.isGone) peer.report(codedError(error), open.session);
    }
  }

  #notOpened(peer: OpeningPeer, name: string): void {
    this.#server.admission.ended();
    peer.account.returnSession();
    peer.sessions.notOpened(name);
  }

  #start(
    peer: OpeningPeer,
    { session: name, resume }: Open,
    modelName: string,
    opened: OpenedSession,
    now: number,
  ): void {
    const { limits, keeper, observer } = this.#server;
    const session = new ServerSession(name, opened, keeper, peer, now);
    peer.sessions.opened(session);
    const { fingerprint, labels, delays } = session.model;
    peer.send({
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
    observer.opened(peer, name, opened.recovered ? taken : "new");
    session.resendStored();
    if (opened.isOutdated) session.sendCheckpoint();
  }
}
