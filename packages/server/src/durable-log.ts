import type { Tags } from "@rivulet/protocol";
import type { SessionStore } from "./session-store.ts";
import { writeStoredSession } from "./stored-session.ts";
import type { UnconfirmedResult } from "./suspended-peer.ts";

/** What the log needs of its session. */
export interface DurableSession {
  /** The last message that is done, and the checkpoint after it; undefined while a message is at work. */
  standing(): { readonly seq: number; readonly checkpoint: Uint8Array } | undefined;
  /** All up to `seq` is in the store. */
  stored(seq: number): void;
  /** The session is no longer in the store: its `close` is done. */
  deleted(): void;
  failed(error: unknown): void;
}

/**
 * Keeps one session in a store. One commit is on its way at a time; what the session does meanwhile goes with the
 * next one, so that a busy session or a slow store makes larger commits, not longer queues.
 */
export class DurableLog {
  readonly #store: SessionStore;
  readonly #id: string;
  readonly #session: DurableSession;
  #revision: number;
  #committed: number;
  #running = false;
  #closing = false;
  #abandoned = false;
  /** Results without the client's credit, oldest first, with the ordinal that credit counts. */
  #results: UnconfirmedResult[];

  /** `revision`: of the record as it stands, which holds all up to message `committed`. */
  constructor(
    store: SessionStore,
    id: string,
    place: { revision: number; committed: number },
    session: DurableSession,
    results: readonly UnconfirmedResult[] = [],
  ) {
    this.#store = store;
    this.#id = id;
    this.#session = session;
    this.#revision = place.revision;
    this.#committed = place.committed;
    this.#results = [...results];
  }

  /** Whether a commit is on its way. */
  get isBusy(): boolean {
    return this.#running;
  }

  /** Between two commits: what another log of the session would need to go on. */
  putDown(): { revision: number; results: readonly UnconfirmedResult[] } {
    return { revision: this.#revision, results: this.#results };
  }

  sent(ordinal: number, tags: Tags): void {
    this.#results.push({ ordinal, tags });
  }

  confirmed(ordinal: number): void {
    const kept = this.#results.findIndex((result) => result.ordinal > ordinal);
    this.#results.splice(0, kept < 0 ? this.#results.length : kept);
  }

  /** The session has finished a message. */
  advanced(): void {
    if (!this.#running) void this.#commit();
  }

  /** The session's `close` is done: the record goes. */
  close(): void {
    this.#closing = true;
    this.advanced();
  }

  /** The connection is gone: what is not committed is the client's to send again. */
  abandon(): void {
    this.#abandoned = true;
  }

  async #commit(): Promise<void> {
    this.#running = true;
    try {
      for (let standing = this.#next(); standing !== undefined; standing = this.#next()) {
        const { seq, checkpoint } = standing;
        const record = writeStoredSession({ checkpoint, results: this.#results.map(({ tags }) => tags) });
        this.#revision = await this.#store.put(this.#id, record, this.#revision);
        this.#committed = seq;
        if (!this.#abandoned) this.#session.stored(seq);
      }
      if (this.#closing && !this.#abandoned) {
        await this.#store.delete(this.#id, this.#revision);
        this.#session.deleted();
      }
    } catch (error) {
      if (!this.#abandoned) this.#session.failed(error);
      this.#abandoned = true;
    } finally {
      this.#running = false;
    }
  }

  #next(): { readonly seq: number; readonly checkpoint: Uint8Array } | undefined {
    if (this.#abandoned || this.#closing) return undefined;
    const standing = this.#session.standing();
    return standing !== undefined && standing.seq > this.#committed ? standing : undefined;
  }
}
