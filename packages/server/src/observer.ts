import type { RivuletError } from "@rivulet/errors";

/** A connection as an observer sees it. */
export interface ObservedConnection {
  /** Counts up on one server. */
  readonly id: number;
  readonly subject: string;
}

/** What a session started from: nothing, the client's checkpoint, or the store. */
export type SessionOrigin = "new" | "checkpoint" | "store";

/**
 * Hears what happens on a server, for metrics and logs. None of it is told tokens, tickets, ids of sessions or texts.
 * What is told of every message and every step is told in numbers, so that nobody has to make anything.
 */
export interface Observer {
  connected(connection: ObservedConnection): void;
  /** `reason`: the code with which the server closed it; undefined where the client did or the network. */
  disconnected(connection: ObservedConnection, reason: string | undefined): void;
  /** A connection whose client never said who it is, or said it in vain. */
  turnedAway(reason: string): void;
  opened(connection: ObservedConnection, session: string, origin: SessionOrigin): void;
  /** `reason`: the code of the error that ended it; undefined where the client closed it or went away. */
  ended(connection: ObservedConnection, session: string, reason: string | undefined): void;
  /** An `error` was sent. */
  refused(connection: ObservedConnection, session: string | undefined, error: RivuletError): void;
  /** A message begins that waited so long. */
  message(waitedMs: number): void;
  /** One kernel call for so many sessions. */
  batch(size: number, tookMs: number): void;
  /** Results were sent: so many tags, so many of them revise an earlier one. */
  tags(count: number, revisions: number): void;
  checkpoint(): void;
}

/** Hears nothing. */
export const noObserver: Observer = {
  connected() {},
  disconnected() {},
  turnedAway() {},
  opened() {},
  ended() {},
  refused() {},
  message() {},
  batch() {},
  tags() {},
  checkpoint() {},
};
