import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import { type Codec, closeReasons, codecFor, type Limits, limitsWith, type Subprotocol } from "@rivulet/protocol";
import { Accounts } from "./accounts.ts";
import { Admission } from "./admission.ts";
import { AuthGate } from "./auth-gate.ts";
import type { CheckpointKey } from "./checkpoint-key.ts";
import type { Connection, ServedConnection } from "./connection.ts";
import { FrameReader } from "./frame-reader.ts";
import { type Authenticator, anonymous, type Identity } from "./identity.ts";
import { MemoryStore } from "./memory-store.ts";
import { noObserver, type Observer } from "./observer.ts";
import { Peer, type PeerServer } from "./peer.ts";
import type { Platform } from "./platform.ts";
import { Scheduler, type SchedulerOptions } from "./scheduler.ts";
import { SessionKeeper } from "./session-keeper.ts";
import { SessionOpener } from "./session-opener.ts";
import type { SessionStore } from "./session-store.ts";
import type { SharedQuotas } from "./shared-quotas.ts";
import type { SuspendedPeer } from "./suspended-peer.ts";

/** A round of ticks over all connections takes about a second: a part of them at a time, so that no turn is a long one. */
const TICK_PARTS = 20;
const TICK_MS = 1_000 / TICK_PARTS;
/** How often a server that stops looks whether its work is done. */
const DRAIN_POLL_MS = 10;
/** An id that no session has: ids are 128 bits in hex. */
const NO_SESSION = "none";

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
  /** Who may connect. Default: everybody, nobody is asked. */
  readonly authenticator?: Authenticator | undefined;
  /** Where quotas are counted that hold over several servers. Default: here, for this server alone. */
  readonly quotas?: SharedQuotas;
  readonly observer?: Observer;
  readonly platform: Platform;
  /** Default true: the server looks once a second for what is idle. False: the runtime calls `tick`. */
  readonly ticks?: boolean;
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
  readonly authenticator: Authenticator | undefined;
  readonly #platform: Platform;
  readonly #scheduler: Scheduler;
  readonly #admission: Admission;
  readonly #keeper: SessionKeeper;
  readonly #store: SessionStore;
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #shared: PeerServer;
  readonly #peers = new Set<Peer>();
  /** Connections whose clients have not said who they are. */
  readonly #gates = new Set<AuthGate>();
  /** Connections that the round of ticks has not come to. */
  #unticked: Iterator<Peer, undefined> = this.#peers.values();
  #connectionsEver = 0;
  #cancelTick: () => void = () => {};

  /** Throws ARGUMENT_INVALID without a model or on a limit that is none. */
  constructor(options: RivuletServerOptions) {
    const { models, limits, scheduler, platform, keys, store = new MemoryStore(), observer = noObserver } = options;
    this.limits = limitsWith(limits);
    this.authenticator = options.authenticator;
    this.#platform = platform;
    this.#observer = observer;
    this.#scheduler = new Scheduler(platform, scheduler, observer);
    this.#admission = new Admission(models, this.limits);
    this.#store = store;
    this.#keeper = new SessionKeeper({
      keys: keys ?? [{ name: "process", secret: platform.random(32) }],
      store,
      limits: this.limits,
      platform,
    });
    this.#accounts = new Accounts(platform, options.quotas);
    const parts = {
      limits: this.limits,
      platform,
      scheduler: this.#scheduler,
      admission: this.#admission,
      keeper: this.#keeper,
      observer,
    };
    const opener = new SessionOpener(parts);
    const reader = new FrameReader({ ...parts, opener });
    this.#shared = { ...parts, opener, reader, gone: (peer) => this.#peers.delete(peer) };
    if (options.ticks ?? true) this.#tickLater();
  }

  get connections(): number {
    return this.#peers.size + this.#gates.size;
  }

  get sessions(): number {
    return this.#admission.sessions;
  }

  /** Whether the server stops. */
  get closing(): boolean {
    return this.#admission.closing;
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

  /** Whether new clients are welcome. Rejects with SERVER_CLOSING, STORE_UNAVAILABLE. */
  async checkReady(): Promise<void> {
    if (this.closing) throw new RivuletError("SERVER_CLOSING", "expected a server that runs, came one that stops");
    await this.#store.load(NO_SESSION);
  }

  /** Seals checkpoints with other keys from now on; sessions go on. Throws ARGUMENT_INVALID and changes nothing. */
  useKeys(keys: readonly CheckpointKey[]): void {
    this.#keeper.useKeys(keys);
  }

  /** Throws what `accept` would throw: so a runtime can refuse before the connection is made. */
  checkCapacity(): void {
    if (this.closing) throw new RivuletError("SERVER_CLOSING", "expected no new connection, came one");
    if (this.connections < this.limits.connections) return;
    const detail = `expected at most ${this.limits.connections} connections, came one more`;
    throw new RivuletError("LIMIT_CONNECTIONS", detail);
  }

  /**
   * Takes a connection over; the runtime tells what happens on it. Without an identity, and where the server asks for
   * one, the client's first message has to say who it is. Throws LIMIT_CONNECTIONS, SERVER_CLOSING.
   */
  accept(connection: Connection, subprotocol: Subprotocol, identity?: Identity): ServedConnection {
    this.checkCapacity();
    const codec = codecFor(subprotocol);
    const { authenticator } = this;
    if (identity !== undefined || authenticator === undefined) {
      return this.#admit(connection, codec, identity ?? anonymous);
    }
    const gate = new AuthGate(connection, codec, this.#platform.now(), {
      limits: this.limits,
      authenticator,
      observer: this.#observer,
      admit: (who) => {
        this.#gates.delete(gate);
        return this.#admit(connection, codec, who);
      },
      gone: () => this.#gates.delete(gate),
    });
    this.#gates.add(gate);
    return gate;
  }

  /**
   * Goes on with a connection that `ServedConnection.putDown` gave, perhaps of another process with the same models and
   * keys; its client is told nothing. Throws where a session can not be taken up: the connection is then to be closed.
   */
  takeUp(connection: Connection, subprotocol: Subprotocol, suspended: SuspendedPeer): ServedConnection {
    const peer = this.#admit(connection, codecFor(subprotocol), suspended.identity, suspended);
    try {
      for (const session of suspended.sessions) peer.takeUp(session);
    } catch (error) {
      peer.closed();
      throw error;
    }
    return peer;
  }

  /**
   * Tells every client, finishes the work that is under way or the grace time, tells where each session stands, then
   * closes all connections and the store.
   */
  async close(): Promise<void> {
    this.#cancelTick();
    this.#admission.close();
    const { code } = closeReasons.SERVER_CLOSING;
    for (const gate of this.#gates) gate.close("SERVER_CLOSING");
    for (const peer of this.#peers) peer.send({ type: "closing", code, reason: "SERVER_CLOSING" });
    this.#scheduler.hurry();
    const deadline = this.#platform.now() + this.limits.closeGraceMs;
    while (this.#isBusy() && this.#platform.now() < deadline) {
      await new Promise<void>((resolve) => this.#platform.after(DRAIN_POLL_MS, resolve));
    }
    for (const peer of this.#peers) peer.sendCheckpoints();
    for (const peer of this.#peers) peer.close("SERVER_CLOSING");
    await this.#store.close();
  }

  #admit(connection: Connection, codec: Codec, identity: Identity, from?: SuspendedPeer): Peer {
    const client = { id: ++this.#connectionsEver, identity, account: this.#accounts.of(identity) };
    const peer = new Peer(connection, codec, client, this.#shared, from);
    this.#peers.add(peer);
    return peer;
  }

  #isBusy(): boolean {
    for (const peer of this.#peers) if (peer.isBusy) return true;
    return false;
  }

  /** Ends what is idle, expired or does not read its results. */
  tick(): void {
    const now = this.#platform.now();
    for (const gate of this.#gates) gate.tick(now);
    for (const peer of this.#peers) peer.tick(now);
    this.#accounts.tick();
  }

  #tickLater(): void {
    this.#cancelTick = this.#platform.after(TICK_MS, () => {
      this.#tickPart();
      this.#tickLater();
    });
  }

  #tickPart(): void {
    const now = this.#platform.now();
    for (let count = Math.max(1, this.#peers.size / TICK_PARTS); count > 0; count--) {
      const { value: peer, done } = this.#unticked.next();
      if (done) {
        this.#unticked = this.#peers.values();
        for (const gate of this.#gates) gate.tick(now);
        this.#accounts.tick();
        return;
      }
      peer.tick(now);
    }
  }
}
