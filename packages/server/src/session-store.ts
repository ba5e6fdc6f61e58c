/** A record with the number of its last change. */
export interface StoredRecord {
  readonly revision: number;
  readonly record: Uint8Array;
}

/**
 * Where durable sessions are kept, by id. Every change names the revision that it changes, so that of two servers
 * that both believe a session theirs the later one is told. All methods reject with STORE_UNAVAILABLE where the
 * store can't be reached; then nothing is known of the change.
 */
export interface SessionStore {
  load(id: string): Promise<StoredRecord | undefined>;
  /** Resolves with the new revision. `revision` 0: the id must be new. Rejects with SESSION_FENCED where it is another. */
  put(id: string, record: Uint8Array, revision: number): Promise<number>;
  /** Rejects with SESSION_FENCED. */
  delete(id: string, revision: number): Promise<void>;
  /** Lets go of what it holds open; the records stay. */
  close(): Promise<void>;
}
