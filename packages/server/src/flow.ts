import type { Limits } from "@rivulet/protocol";
import type { Account } from "./account.ts";
import type { Connection } from "./connection.ts";
import type { Platform } from "./platform.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Shares of the queue's bound at which reading stops and goes on. */
const PAUSE_SHARE = 1 / 4;
const RESUME_SHARE = 1 / 8;

/** Whom the flow tells. */
export interface FlowHost {
  /** Sessions that waited may go on. */
  flowing(): void;
}

/**
 * Holds one connection to its limits without losing anything: while its rate is overdrawn or its
 * output is not read, its sessions wait; while too much input or output waits, its socket is not read.
 */
export class Flow {
  readonly #connection: Connection;
  readonly #limits: Limits;
  readonly #platform: Platform;
  readonly #account: Account;
  readonly #host: FlowHost;
  readonly #pushes: TokenBucket;
  readonly #tokens: TokenBucket;
  #cancelWait: (() => void) | undefined;
  #backlogSince: number | undefined;
  #queuedBytes = 0;
  #queueIsFull = false;
  #isHeld = false;
  #paused = false;

  constructor(connection: Connection, limits: Limits, platform: Platform, account: Account, host: FlowHost) {
    const now = platform.now();
    this.#connection = connection;
    this.#limits = limits;
    this.#platform = platform;
    this.#account = account;
    this.#host = host;
    this.#pushes = new TokenBucket(limits.pushesPerSecond, limits.pushesPerSecond, now);
    this.#tokens = new TokenBucket(limits.tokensPerSecond, limits.tokensPerSecond, now);
  }

  /** Whether a session may take its next step now; if not, the host is told when. */
  isOpen(): boolean {
    if (this.#backlogSince !== undefined || this.#cancelWait !== undefined) return false;
    const now = this.#platform.now();
    const wait = Math.max(this.#pushes.wait(now), this.#tokens.wait(now), this.#account.wait(now));
    if (wait === 0) return true;
    this.#cancelWait = this.#platform.after(wait, () => {
      this.#cancelWait = undefined;
      this.#host.flowing();
    });
    return false;
  }

  /** A message that makes so many steps begins; the time. */
  spend(steps: number): number {
    const now = this.#platform.now();
    this.#pushes.spend(1, now);
    this.#tokens.spend(steps, now);
    this.#account.spend(steps, now);
    return now;
  }

  /** To be called after each frame sent. */
  sent(): void {
    if (this.#backlogSince !== undefined || this.#buffered() <= this.#limits.outputBytes) return;
    this.#backlogSince = this.#platform.now();
    this.#steerReading();
  }

  drained(): void {
    if (this.#backlogSince === undefined || this.#buffered() > this.#limits.outputBytes / 2) return;
    this.#backlogSince = undefined;
    this.#steerReading();
    this.#host.flowing();
  }

  /** How long output has been waiting for the client to read. */
  backlogMs(now: number): number {
    return this.#backlogSince === undefined ? 0 : now - this.#backlogSince;
  }

  /** Takes the bytes of a message in, or says false where its queue is full. */
  enqueue(bytes: number): boolean {
    if (this.#queuedBytes + bytes > this.#limits.queuedBytes) return false;
    this.#queuedBytes += bytes;
    if (this.#queuedBytes > this.#limits.queuedBytes * PAUSE_SHARE) this.#queueIsFull = true;
    this.#steerReading();
    return true;
  }

  dequeue(bytes: number): void {
    this.#queuedBytes -= bytes;
    if (this.#queuedBytes <= this.#limits.queuedBytes * RESUME_SHARE) this.#queueIsFull = false;
    this.#steerReading();
  }

  /** Whether what comes can't be taken now at all. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#steerReading();
  }

  close(): void {
    this.#cancelWait?.();
  }

  #steerReading(): void {
    const pause = this.#isHeld || this.#queueIsFull || this.#backlogSince !== undefined;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#connection.pause?.();
    else this.#connection.resume?.();
  }

  #buffered(): number {
    return this.#connection.bufferedAmount ?? 0;
  }
}
