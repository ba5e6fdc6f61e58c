import { JetStreamApiCodes, JetStreamApiError, jetstream } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { type ConnectionOptions, errors, type NatsConnection } from "@nats-io/transport-node";
import { RivuletError } from "@rivulet/errors";
import type { SessionStore, StoredRecord } from "@rivulet/server";
import { connectNats } from "./connect-nats.ts";
import { patiently } from "./patiently.ts";

/** How long one request may take; a server that restarts does not answer those it had. */
const REQUEST_MS = 2_000;

export interface NatsStoreOptions {
  /** The key–value bucket, made where it is not there. Default: rivulet-sessions. */
  readonly bucket?: string;
  /** How long a record is kept after its last change, in milliseconds; said by whoever makes the bucket. Default: a day. */
  readonly ttlMs?: number;
  /** Servers that hold a copy of each record; said by whoever makes the bucket. Default: 1. */
  readonly replicas?: number;
  /** How long a change or a look-up is tried while NATS does not answer, in milliseconds. Default: 30,000. */
  readonly patienceMs?: number;
  /** Credentials, TLS and whatever else NATS takes. */
  readonly connection?: ConnectionOptions;
}

/**
 * Keeps sessions in a JetStream key–value bucket, so that any server of a fleet takes up any session.
 * `url` as in `connectNats`. Rejects with ARGUMENT_INVALID, STORE_UNAVAILABLE.
 */
export async function natsStore(url: string, options: NatsStoreOptions = {}): Promise<SessionStore> {
  const { bucket = "rivulet-sessions", ttlMs = 86_400_000, replicas = 1, patienceMs = 30_000 } = options;
  const connection = await connectNats(url, options.connection).catch((error: unknown) => {
    throw RivuletError.is(error, "CONNECTION_FAILED") ? unavailable(error) : error;
  });
  try {
    const manager = new Kvm(jetstream(connection, { timeout: REQUEST_MS }));
    // A direct read may come from a replica that lags behind; of a session only the latest record will do.
    const create = () => manager.create(bucket, { ttl: ttlMs, replicas, history: 1, allow_direct: false });
    return new NatsStore(connection, await patiently(create, mayHeal, patienceMs), patienceMs);
  } catch (cause) {
    await connection.close();
    throw unavailable(cause);
  }
}

/** A record's revision is its sequence number in the stream behind the bucket. */
class NatsStore implements SessionStore {
  readonly #connection: NatsConnection;
  readonly #bucket: KV;
  readonly #patienceMs: number;

  constructor(connection: NatsConnection, bucket: KV, patienceMs: number) {
    this.#connection = connection;
    this.#bucket = bucket;
    this.#patienceMs = patienceMs;
  }

  load(id: string): Promise<StoredRecord | undefined> {
    return this.#run(() => this.#find(id));
  }

  put(id: string, record: Uint8Array, revision: number): Promise<number> {
    return this.#run(async (tries) => {
      try {
        return await (revision === 0 ? this.#bucket.create(id, record) : this.#bucket.update(id, record, revision));
      } catch (error) {
        if (!isConflict(error)) throw error;
        // An attempt that got no answer may have come through all the same: then the record that stands is this one.
        const found = tries === 1 ? undefined : await this.#find(id);
        if (found !== undefined && equal(found.record, record)) return found.revision;
        throw fenced(id, revision);
      }
    });
  }

  delete(id: string, revision: number): Promise<void> {
    return this.#run(async (tries) => {
      try {
        await this.#bucket.delete(id, { previousSeq: revision });
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (tries === 1 || (await this.#find(id)) !== undefined) throw fenced(id, revision);
      }
    });
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #find(id: string): Promise<StoredRecord | undefined> {
    const entry = await this.#bucket.get(id);
    return entry?.operation === "PUT" ? { revision: entry.revision, record: entry.value } : undefined;
  }

  async #run<T>(action: (tries: number) => Promise<T>): Promise<T> {
    try {
      return await patiently(action, mayHeal, this.#patienceMs);
    } catch (error) {
      throw error instanceof RivuletError ? error : unavailable(error);
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
}

/** Not what will fail a second time: an answer of ours, a closed connection, a record that NATS does not take. */
function mayHeal(error: unknown): boolean {
  return !(
    error instanceof RivuletError ||
    error instanceof errors.ClosedConnectionError ||
    error instanceof errors.InvalidArgumentError
  );
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function fenced(id: string, revision: number): RivuletError {
  return new RivuletError(
    "SESSION_FENCED",
    `expected revision ${revision} of session ${id}, came another in the store`,
  );
}

function unavailable(cause: unknown): RivuletError {
  const detail = `expected an answer of NATS, came ${cause instanceof Error ? cause.message : cause}`;
  return new RivuletError("STORE_UNAVAILABLE", detail, { cause });
}
