import type { NatsConnection } from "@nats-io/nats-core";
import type { Model } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import { createTask } from "./create-task.ts";
import type { JobOptions } from "./job.ts";
import { Leases, shareOf } from "./leases.ts";
import { type OpenJob, openJob } from "./open-job.ts";
import { Partition } from "./partition.ts";

/** Renewals in the time of a lease. */
const RENEWALS = 4;
const LONGEST_PAUSE_MS = 5_000;

export interface WorkerOptions extends JobOptions {
  /** After so long without a sign of life a worker's partitions are others', in milliseconds. Default: 10,000. */
  readonly leaseMs?: number;
  /** Told what happens; for logs. */
  readonly onNotice?: (notice: WorkerNotice) => void;
}

export type WorkerNotice =
  | { readonly type: "taken" | "released" | "lost"; readonly partition: number }
  /** Work on the partition begins anew, from what is committed. */
  | { readonly type: "interrupted"; readonly partition: number; readonly cause: unknown }
  /** NATS did not answer. */
  | { readonly type: "unreachable"; readonly cause: unknown };

/**
 * Joins the workers of a job: a tagger tags, another network scores. The connection stays its owner's to close, after `finished`.
 * Rejects with ARGUMENT_INVALID, MODEL_NOT_STREAMABLE, CONNECTION_FAILED.
 */
export async function startWorker(
  connection: NatsConnection,
  model: TaggerModel | Model,
  { leaseMs = 10_000, onNotice = () => {}, ...options }: WorkerOptions,
): Promise<JetStreamWorker> {
  return new JetStreamWorker(
    await openJob(connection, createTask(model, options), options, leaseMs),
    leaseMs,
    onNotice,
  );
}

/** Has its share of a job's partitions and works on them. */
export class JetStreamWorker {
  /** Resolves after `stop`; rejects where the job can't go on here: damaged or foreign states, others' results among its own. */
  readonly finished: Promise<void>;
  readonly #open: OpenJob;
  readonly #leases: Leases;
  readonly #name = crypto.randomUUID();
  readonly #leaseMs: number;
  readonly #notify: (notice: WorkerNotice) => void;
  /** Partitions at work, and the end of that. */
  readonly #running = new Map<Partition, Promise<void>>();
  readonly #leaving = new Set<Partition>();
  #stopping = false;
  #failure: unknown;
  #wake = (): void => {};

  constructor(open: OpenJob, leaseMs: number, notify: (notice: WorkerNotice) => void) {
    this.#open = open;
    this.#leases = new Leases(open.leases, this.#name, open.job.partitions);
    this.#leaseMs = leaseMs;
    this.#notify = notify;
    this.finished = this.#work();
  }

  /** Finishes the batches at work, commits and lets others have the partitions. */
  stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    return this.finished;
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#tick();
      } catch (cause) {
        this.#notify({ type: "unreachable", cause });
      }
      await this.#pause(this.#leaseMs / RENEWALS);
    }
    await Promise.all([...this.#running.keys()].map((partition) => this.#giveUp(partition)));
    // Where NATS does not answer, the lease ends by itself.
    await this.#leases.leave().catch((cause) => this.#notify({ type: "unreachable", cause }));
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #tick(): Promise<void> {
    for (const index of await this.#leases.renew()) {
      this.#notify({ type: "lost", partition: index });
      for (const partition of this.#running.keys()) if (partition.index === index) partition.stop();
    }
    const { workers, free } = await this.#leases.survey();
    const share = shareOf(this.#name, workers, this.#open.job.partitions);
    const own = [...this.#running.keys()].filter((partition) => !this.#leaving.has(partition));
    for (const partition of own.slice(share)) void this.#giveUp(partition);
    let room = share - own.length;
    for (const index of free) {
      if (room <= 0 || this.#stopping) break;
      const isAtWork = [...this.#running.keys()].some((partition) => partition.index === index);
      if (isAtWork || !(await this.#leases.take(index))) continue;
      room--;
      this.#notify({ type: "taken", partition: index });
      this.#begin(new Partition(index, this.#open));
    }
  }

  #begin(partition: Partition): void {
    const end = this.#keepRunning(partition).then(() => {
      this.#running.delete(partition);
      this.#leaving.delete(partition);
    });
    this.#running.set(partition, end);
  }

  async #giveUp(partition: Partition): Promise<void> {
    if (this.#leaving.has(partition)) return;
    this.#leaving.add(partition);
    partition.stop();
    await this.#running.get(partition);
    await this.#leases.release(partition.index).catch((cause) => this.#notify({ type: "unreachable", cause }));
    this.#notify({ type: "released", partition: partition.index });
  }

  /** What fails for want of an answer, or because another has come between, begins anew from what is committed. */
  async #keepRunning(partition: Partition): Promise<void> {
    for (let pause = 100; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const begun = Date.now();
      try {
        await partition.run();
        return;
      } catch (cause) {
        if (cause instanceof RivuletError) {
          this.#failure ??= cause;
          this.#stopping = true;
          this.#wake();
          return;
        }
        this.#notify({ type: "interrupted", partition: partition.index, cause });
        if (partition.isStopping) return;
      }
      if (Date.now() - begun > LONGEST_PAUSE_MS) pause = 100;
      await new Promise((resolve) => setTimeout(resolve, pause * Math.random()));
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#stopping ? 0 : milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
