import type { Tags } from "@rivulet/protocol";
import type { Identity } from "./identity.ts";

/** A session between two messages: all that is needed to go on with it as if nothing had been. Times as `Platform.now` gives them. */
export interface SuspendedSession {
  /** The client's name for it. */
  readonly name: string;
  readonly model: string;
  /** The session after its last message. */
  readonly checkpoint: Uint8Array;
  readonly nextSeq: number;
  /** Steps and messages since the client got a checkpoint. */
  readonly sinceCheckpoint: number;
  readonly heardAt: number;
  /** Results that were sent, and of these the ones that the client has confirmed. */
  readonly sent: number;
  readonly confirmed: number;
  /** Of a durable session: its revision in the store, and the results that the client has not confirmed. */
  readonly durable?: { readonly revision: number; readonly results: readonly UnconfirmedResult[] };
}

/** A result with its ordinal, which credit counts. */
export interface UnconfirmedResult {
  readonly ordinal: number;
  readonly tags: Tags;
}

/** A connection without work: plain data that can be cloned, for runtimes that keep sockets longer than programs. */
export interface SuspendedPeer {
  readonly identity: Identity;
  /** Since when it has no session. */
  readonly aloneSince: number;
  readonly everOpened: boolean;
  readonly sessions: readonly SuspendedSession[];
}
