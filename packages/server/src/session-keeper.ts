import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import type { Limits, Open, Tags } from "@rivulet/protocol";
import { readCheckpoint, type SessionCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { type CheckpointKey, checkKeys } from "./checkpoint-key.ts";
import type { Platform } from "./platform.ts";
import { newState, type SessionState } from "./session-state.ts";
import type { SessionStore } from "./session-store.ts";
import { readStoredSession, writeStoredSession } from "./stored-session.ts";
import type { SuspendedSession } from "./suspended-peer.ts";

/** How often a stored session is taken up that changes meanwhile. */
const TAKE_ATTEMPTS = 5;

/** A session as `open` made it or took it up. */
export interface OpenedSession {
  /** Its name on all servers: 128 random bits, in hex. */
  readonly id: string;
  readonly epoch: number;
  /** The last message that is done; 0 at the start. */
  readonly seq: number;
  /** Whose it is. */
  readonly subject: string;
  readonly recovered: boolean;
  /** The checkpoint that it was taken up from may soon be worth nothing: its key is no longer the first, or half its time is over. */
  readonly isOutdated?: boolean;
  readonly state: SessionState;
  /** Where a store keeps it: its revision there, and the results that the client may not have. */
  readonly durable?: { readonly store: SessionStore; readonly revision: number; readonly results: readonly Tags[] };
}

export interface SessionKeeperOptions {
  readonly keys: readonly CheckpointKey[];
  readonly store: SessionStore;
  readonly limits: Limits;
  readonly platform: Platform;
}

/** Makes sessions, puts them down as checkpoints and takes them up again. */
export class SessionKeeper {
  readonly limits: Limits;
  #keys: readonly CheckpointKey[];
  readonly #store: SessionStore;
  readonly #platform: Platform;

  /** Throws ARGUMENT_INVALID on keys that are none. */
  constructor({ keys, store, limits, platform }: SessionKeeperOptions) {
    this.#keys = checkKeys(keys);
    this.#store = store;
    this.#platform = platform;
    this.limits = limits;
  }

  /** From now on the first of these seals and all open. Throws ARGUMENT_INVALID and changes nothing. */
  useKeys(keys: readonly CheckpointKey[]): void {
    this.#keys = checkKeys(keys);
  }

  /**
   * A new session, or one that goes on from the checkpoint that the client presents.
   * Throws CHECKPOINT_FORGED, CHECKPOINT_VERSION, CHECKPOINT_EXPIRED, CHECKPOINT_FOREIGN, MEMORY_EXHAUSTED.
   */
  open({ options, resume }: Open, model: TaggerModel, subject: string): OpenedSession {
    if (resume?.data !== undefined) return this.#takeUp(resume.data, resume.epoch, model, subject);
    const id = Array.from(this.#platform.random(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const state = newState(model, options?.finalOnly ?? false, this.limits.tokenLength);
    return { id, epoch: (resume?.epoch ?? 0) + 1, seq: 0, subject, recovered: false, state };
  }

  /**
   * The same for a session that the store keeps. From here on a server that had it before can't change it.
   * Undefined where the client is gone meanwhile: its next attempt must not be fenced by this one.
   * Rejects also with SESSION_UNKNOWN where the store has none of this id, SESSION_FENCED, STORE_UNAVAILABLE.
   */
  async openDurable(
    open: Open,
    model: TaggerModel,
    subject: string,
    isGone: () => boolean,
  ): Promise<OpenedSession | undefined> {
    const { resume } = open;
    if (resume?.id === undefined) return this.#own(this.open(open, model, subject), [], 0);
    for (let attempt = 1; ; attempt++) {
      const stored = await this.#store.load(resume.id);
      if (stored === undefined) {
        throw new RivuletError("SESSION_UNKNOWN", "expected the id of a stored session, came another");
      }
      if (isGone()) return undefined;
      const { checkpoint, results } = readStoredSession(stored.record);
      try {
        return await this.#own(this.#takeUp(checkpoint, resume.epoch, model, subject), results, stored.revision);
      } catch (error) {
        // The server that had it, or an earlier attempt of the same client, committed in between.
        if (!RivuletError.is(error, "SESSION_FENCED") || attempt === TAKE_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * A session of a connection that was put down: nobody had it meanwhile, its epoch stays.
   * Throws as `open`.
   */
  takeUp({ checkpoint, durable }: SuspendedSession, model: TaggerModel, subject: string): OpenedSession {
    const opened = this.#takeUp(checkpoint, 0, model, subject);
    const same = { ...opened, epoch: opened.epoch - 1 };
    if (durable === undefined) return same;
    return { ...same, durable: { store: this.#store, revision: durable.revision, results: [] } };
  }

  /** The session after message `seq`, sealed. */
  checkpoint({ id, epoch, subject, state }: OpenedSession, seq: number): Uint8Array {
    const { model, tagger, tokenizer, finalOnly } = state;
    const made = this.#platform.date();
    const { fingerprint } = model;
    const snapshots = { tokenizer: tokenizer.snapshot(), tagger: tagger.snapshot() };
    return writeCheckpoint({ id, epoch, seq, made, fingerprint, subject, finalOnly, ...snapshots }, this.#keys[0]);
  }

  #takeUp(data: Uint8Array, epoch: number, model: TaggerModel, subject: string): OpenedSession {
    const checkpoint = readCheckpoint(data, this.#keys);
    this.#check(checkpoint, model, subject);
    const state = newState(model, checkpoint.finalOnly, this.limits.tokenLength);
    try {
      state.tokenizer.restore(checkpoint.tokenizer);
      state.tagger.restore(checkpoint.tagger);
    } catch (error) {
      state.tagger.dispose();
      throw error;
    }
    const { id, seq, key, made } = checkpoint;
    const isOutdated = key !== this.#keys[0].name || this.#platform.date() - made > this.limits.checkpointMs / 2;
    return { id, epoch: Math.max(checkpoint.epoch, epoch) + 1, seq, subject, recovered: true, isOutdated, state };
  }

  #check({ made, fingerprint, subject: owner }: SessionCheckpoint, model: TaggerModel, subject: string): void {
    const age = this.#platform.date() - made;
    if (age > this.limits.checkpointMs) {
      const detail = `expected a checkpoint of at most ${this.limits.checkpointMs} ms, came one of ${age}`;
      throw new RivuletError("CHECKPOINT_EXPIRED", detail);
    }
    if (fingerprint !== model.fingerprint) {
      const detail = `expected a session of model ${model.fingerprint}, came one of ${fingerprint}`;
      throw new RivuletError("CHECKPOINT_FOREIGN", detail);
    }
    if (owner === subject) return;
    throw new RivuletError("CHECKPOINT_FOREIGN", "expected a session of this client, came another's");
  }

  /** Writes the session's new epoch into the store, which fences every server that had it before. */
  async #own(opened: OpenedSession, results: readonly Tags[], revision: number): Promise<OpenedSession> {
    try {
      const record = writeStoredSession({ checkpoint: this.checkpoint(opened, opened.seq), results });
      const owned = await this.#store.put(opened.id, record, revision);
      return { ...opened, durable: { store: this.#store, revision: owned, results } };
    } catch (error) {
      opened.state.tagger.dispose();
      throw error;
    }
  }
}
