import type { KV, KvEntry } from "@nats-io/kv";

/**
 * How far a partition is: every input up to `position` is in the stored state of its key, and its result is published.
 * Whoever claims it fences off all that had it before.
 */
export class PositionLog {
  readonly #bucket: KV;
  readonly #key: string;
  readonly #epoch: number;
  #revision: number;
  #position: number;

  private constructor(bucket: KV, key: string, claim: { epoch: number; revision: number; position: number }) {
    this.#bucket = bucket;
    this.#key = key;
    this.#epoch = claim.epoch;
    this.#revision = claim.revision;
    this.#position = claim.position;
  }

  static async claim(bucket: KV, partition: number): Promise<PositionLog> {
    const key = `position.${partition}`;
    const entry = await bucket.get(key);
    const before = entry === null ? { epoch: 0, position: 0 } : read(entry);
    const { position } = before;
    const epoch = before.epoch + 1;
    const text = JSON.stringify({ epoch, position });
    const revision = await (entry === null ? bucket.create(key, text) : bucket.update(key, text, entry.revision));
    return new PositionLog(bucket, key, { epoch, revision, position });
  }

  get position(): number {
    return this.#position;
  }

  /** Rejects where another has claimed the partition. */
  async advance(position: number): Promise<void> {
    if (position === this.#position) return;
    const text = JSON.stringify({ epoch: this.#epoch, position });
    this.#revision = await this.#bucket.update(this.#key, text, this.#revision);
    this.#position = position;
  }
}

function read(entry: KvEntry): { readonly epoch: number; readonly position: number } {
  return entry.json();
}
