import { RivuletError } from "@rivulet/errors";
import type { SessionStore, StoredRecord } from "@rivulet/server";
import { open, type RootDatabase } from "lmdb";

/** Records that each change looks at for one that has expired: more than it can add, so that the store can't grow. */
const SWEPT_PER_CHANGE = 4;

export interface LmdbStoreOptions {
  /** How long a record is kept after its last change, in milliseconds. Default: a day, as long as checkpoints are good. */
  readonly ttlMs?: number;
}

/**
 * Keeps sessions in files under the folder `path`, which is made where it is not there. Several processes of one
 * machine may open it at once. What `put` has resolved is on the disk. Throws STORE_UNAVAILABLE.
 */
export function lmdbStore(path: string, options: LmdbStoreOptions = {}): SessionStore {
  try {
    const database = open<Buffer, string>({ path, encoding: "binary", useVersions: true, overlappingSync: false });
    return new LmdbStore(database, options);
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** A record's revision is the time of its last change, in milliseconds since 1970, or one more than the one before. */
class LmdbStore implements SessionStore {
  readonly #database: RootDatabase<Buffer, string>;
  readonly #ttlMs: number;
  /** The next record to look at for whether it has expired. */
  #sweepFrom = "";
  #closed = false;

  constructor(database: RootDatabase<Buffer, string>, { ttlMs = 86_400_000 }: LmdbStoreOptions) {
    this.#database = database;
    this.#ttlMs = ttlMs;
  }

  load(id: string): Promise<StoredRecord | undefined> {
    return this.#run(async () => {
      const entry = this.#database.getEntry(id);
      if (entry?.version === undefined || this.#isExpired(entry.version)) return undefined;
      // A copy of its own: LMDB's is a part of a buffer that the next read writes to.
      return { revision: entry.version, record: Uint8Array.from(entry.value) };
    });
  }

  put(id: string, record: Uint8Array, revision: number): Promise<number> {
    return this.#run(async () => {
      const next = Math.max(Date.now(), revision + 1);
      const database = this.#database;
      const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
      // LMDB compares in its write transaction, of which there is one at a time for all processes.
      const done =
        revision === 0
          ? await database.ifNoExists(id, () => void database.put(id, bytes, next))
          : await database.put(id, bytes, next, revision);
      if (!done) throw fenced(id, revision);
      await this.#sweep();
      return next;
    });
  }

  delete(id: string, revision: number): Promise<void> {
    return this.#run(async () => {
      if (!(await this.#database.remove(id, revision))) throw fenced(id, revision);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#database.close();
  }

  #isExpired(version: number): boolean {
    return Date.now() - version > this.#ttlMs;
  }

  async #sweep(): Promise<void> {
    const entries = [...this.#database.getRange({ start: this.#sweepFrom, limit: SWEPT_PER_CHANGE, versions: true })];
    const last = entries.at(-1);
    this.#sweepFrom = last === undefined || entries.length < SWEPT_PER_CHANGE ? "" : `${last.key}\0`;
    for (const { key, version } of entries) {
      if (version !== undefined && this.#isExpired(version)) await this.#database.remove(key, version);
    }
  }

  async #run<T>(action: () => Promise<T>): Promise<T> {
    if (this.#closed) throw unavailable("a closed one");
    try {
      return await action();
    } catch (error) {
      throw error instanceof RivuletError ? error : unavailable(error);
    }
  }
}

function fenced(id: string, revision: number): RivuletError {
  return new RivuletError(
    "SESSION_FENCED",
    `expected revision ${revision} of session ${id}, came another in the store`,
  );
}

function unavailable(cause: unknown): RivuletError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new RivuletError("STORE_UNAVAILABLE", `expected an LMDB environment, came ${detail}`, { cause });
}
