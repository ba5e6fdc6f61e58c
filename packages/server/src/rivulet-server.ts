import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import { closeReasons, codecFor, type Limits, limitsWith, type Subprotocol } from "@rivulet/protocol";
import { Admission } from "./admission.ts";
import type { CheckpointKey } from "./checkpoint-key.ts";
import type { Connection, ConnectionEvents } from "./connection.ts";
import { MemoryStore } from "./memory-store.ts";
import { Peer } from "./peer.ts";
import type { Platform } from "./platform.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";
import { SessionKeeper } from "./session-keeper.ts";
import type { SessionStore } from "./session-store.ts";

const TICK_MS = 1_000;
/** How often a server that stops looks whether its work is done. */
const DRAIN_POLL_MS = 10;

export interface RivuletServerOptions {
  /** What is served, by name; the first is taken where a client names none. */
  readonly models: ReadonlyMap<string, TaggerModel>;
  /** Each limit that is not given is the default's. */
  readonly limits?: Partial<Limits>;
  readonly scheduler?: SchedulerOptions;
  /** What checkpoints are sealed with: the first seals, all open. Default: a key of this process alone. */
  readonly keys?: readonly CheckpointKey[];
  /** Where durable sessions are kept. Default: in memory. */
  readonly store?: SessionStore;
  readonly platform: Platform;
}

/** What `describeModels` tells of a model. */
export interface ServedModel {
  readonly name: string;
  readonly task: "tagger";
  readonly fingerprint: string;
  readonly labels: readonly string[];
  readonly delays: readonly number[];
}

/** Serves sessions over connections that a runtime hands to it. */
export class RivuletServer {
  readonly limits: Limits;
  readonly #platform: Platform;
  readonly #scheduler: Scheduler;
  readonly #admission: Admission;
  readonly #keeper: SessionKeeper;
  readonly #peers = new Set<Peer>();
  #cancelTick: () => void;

  /** Throws ARGUMENT_INVALID without a model or on a limit that is none. */
  constructor({ models, limits, scheduler, platform, keys, store = new MemoryStore() }: RivuletServerOptions) {
    this.limits = limitsWith(limits);
    this.#platform = platform;
    this.#scheduler = new Scheduler(platform, scheduler);
    this.#admission = new Admission(models, this.limits);
    this.#keeper = new SessionKeeper({
      keys: keys ?? [{ name: "process", secret: platform.random(32) }],
      store,
      limits: this.limits,
      platform,
    });
    this.#cancelTick = platform.after(TICK_MS, () => this.#tick());
  }

  get connections(): number {
    return this.#peers.size;
  }

  get sessions(): number {
    return this.#admission.sessions;
  }

  describeModels(): ServedModel[] {
    return [...this.#admission.models].map(([name, { fingerprint, labels, delays }]) => ({
      name,
      task: "tagger",
      fingerprint,
      labels,
      delays,
    }));
  }

  /** Throws what `accept` would throw: so a runtime can refuse before the connection is made. */
  checkCapacity(): void {
    if (this.#admission.closing) throw new RivuletError("SERVER_CLOSING", "expected no new connection, came one");
    if (this.#peers.size < this.limits.connections) return;
    const detail = `expected at most ${this.limits.connections} connections, came one more`;
    throw new RivuletError("LIMIT_CONNECTIONS", detail);
  }

  /** Takes a connection over; the runtime tells what happens on it. Throws LIMIT_CONNECTIONS, SERVER_CLOSING. */
  accept(connection: Connection, subprotocol: Subprotocol): ConnectionEvents {
    this.checkCapacity();
    const shared = {
      limits: this.limits,
      platform: this.#platform,
      scheduler: this.#scheduler,
      admission: this.#admission,
      keeper: this.#keeper,
    };
    const peer = new Peer(connection, codecFor(subprotocol), shared, () => this.#peers.delete(peer));
    this.#peers.add(peer);
    return peer;
  }

  /**
   * Tells every client, finishes the work that is under way or the grace time, tells where each session stands, then
   * closes all connections. The store is its owner's to close.
   */
  async close(): Promise<void> {
    this.#cancelTick();
    this.#admission.close();
    const { code } = closeReasons.SERVER_CLOSING;
    for (const peer of this.#peers) peer.send({ type: "closing", code, reason: "SERVER_CLOSING" });
    const deadline = this.#platform.now() + this.limits.closeGraceMs;
    while (this.#isBusy() && this.#platform.now() < deadline) {
      await new Promise<void>((resolve) => this.#platform.after(DRAIN_POLL_MS, resolve));
    }
    for (const peer of this.#peers) peer.sendCheckpoints();
    for (const peer of this.#peers) peer.close("SERVER_CLOSING");
  }

  #isBusy(): boolean {
    return [...this.#peers].some((peer) => peer.isBusy);
  }

  #tick(): void {
    const now = this.#platform.now();
    for (const peer of this.#peers) peer.tick(now);
    this.#cancelTick = this.#platform.after(TICK_MS, () => this.#tick());
  }
}
