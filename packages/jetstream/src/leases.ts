import type { KV } from "@nats-io/kv";
import { isConflict } from "./output-log.ts";

/** Who is there, by name and in order, and which partitions nobody has. */
export interface Survey {
  readonly workers: readonly string[];
  readonly free: readonly number[];
}

/** What one worker has of the job's partitions. The bucket forgets what is not renewed, by its own clock. */
export class Leases {
  readonly #bucket: KV;
  readonly #worker: string;
  readonly #partitions: number;
  /** Revision of the entry of each partition that this worker has. */
  readonly #held = new Map<number, number>();

  constructor(bucket: KV, worker: string, partitions: number) {
    this.#bucket = bucket;
    this.#worker = worker;
    this.#partitions = partitions;
  }

  /** Renews all; resolves with the partitions that another worker has by now. */
  async renew(): Promise<number[]> {
    await this.#bucket.put(`worker.${this.#worker}`, "");
    const lost = await Promise.all([...this.#held.keys()].map((partition) => this.#renewOne(partition)));
    return lost.flatMap((partition) => partition ?? []);
  }

  async survey(): Promise<Survey> {
    const keys = new Set<string>();
    for await (const key of await this.#bucket.keys()) keys.add(key);
    const workers = [...keys].flatMap((key) => (key.startsWith("worker.") ? [key.slice(7)] : []));
    const all = Array.from({ length: this.#partitions }, (_, partition) => partition);
    return { workers: workers.sort(), free: all.filter((partition) => !keys.has(keyOf(partition))) };
  }

  /** Whether the partition is this worker's now. */
  async take(partition: number): Promise<boolean> {
    try {
      this.#held.set(partition, await this.#bucket.create(keyOf(partition), this.#worker));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /** Others may take it at once. */
  async release(partition: number): Promise<void> {
    const revision = this.#held.get(partition);
    this.#held.delete(partition);
    if (revision !== undefined) await this.#bucket.delete(keyOf(partition), { previousSeq: revision });
  }

  /** The worker is gone, for all to see. */
  async leave(): Promise<void> {
    await this.#bucket.delete(`worker.${this.#worker}`);
  }

  async #renewOne(partition: number): Promise<number | undefined> {
    const revision = this.#held.get(partition);
    if (revision === undefined) return undefined;
    let renewed: number;
    try {
      renewed = await this.#bucket.update(keyOf(partition), this.#worker, revision);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // A renewal that got no answer may have come through all the same.
      const entry = await this.#bucket.get(keyOf(partition));
      if (entry?.operation !== "PUT" || entry.string() !== this.#worker) {
        this.#held.delete(partition);
        return partition;
      }
      renewed = entry.revision;
    }
    // Released while the renewal was on its way: it is not to come back.
    if (this.#held.has(partition)) this.#held.set(partition, renewed);
    return undefined;
  }
}

function keyOf(partition: number): string {
  return `partition.${partition}`;
}

/** How many of the partitions are a worker's: the same for all within one, whoever counts. */
export function shareOf(worker: string, workers: readonly string[], partitions: number): number {
  const rank = workers.indexOf(worker);
  if (rank < 0) return 0;
  return Math.floor(partitions / workers.length) + (rank < partitions % workers.length ? 1 : 0);
}
