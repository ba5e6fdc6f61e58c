import { advanceMany, type Tag, type TaggerEvent, type TaggerModel } from "@rivulet/live";
import { noObserver, type Observer } from "./observer.ts";
import type { Platform } from "./platform.ts";
import { type Queueable, ReadyQueue } from "./ready-queue.ts";

/** A session as the scheduler sees it. */
export interface Stream extends Queueable {
  readonly model: TaggerModel;
  /** Whether `next` may have a step, now or when the stream is told to be ready. */
  readonly hasWork: boolean;
  /** The next step of the stream; undefined where it has none to take now. */
  next(): TaggerEvent | undefined;
  /** The tags of the step that `next` gave; they are the stream's. */
  accept(tags: Tag[]): void;
  /** The step could not be taken: the stream is at its end. */
  fail(error: unknown): void;
}

export interface SchedulerOptions {
  /** Streams that go through one kernel call. */
  readonly batchSize?: number;
  /** Steps in one turn of the event loop, so that input and output are never far away. */
  readonly stepsPerTurn?: number;
  /** How long a step may wait for company where fewer are ready than go through one call. Default 0: not at all. */
  readonly waitMs?: number;
}

/**
 * Advances all streams that have something to do, many in one kernel call. Every stream takes one
 * step in a round, so none waits for a longer one; streams that get ready in the same turn of the
 * event loop, or in `waitMs`, share their rounds.
 */
export class Scheduler {
  readonly #platform: Platform;
  readonly #batchSize: number;
  readonly #stepsPerTurn: number;
  readonly #waitMs: number;
  readonly #observer: Observer;
  /** The ready streams of each model, in the order in which they get their turn. */
  readonly #lanes = new Map<TaggerModel, ReadyQueue<Stream>>();
  /** One function for all turns. */
  readonly #nextTurn = () => this.#turn();
  #scheduled = false;
  #cancelWait: (() => void) | undefined;

  constructor(
    platform: Platform,
    { batchSize = 64, stepsPerTurn = 512, waitMs = 0 }: SchedulerOptions = {},
    observer: Observer = noObserver,
  ) {
    this.#platform = platform;
    this.#batchSize = batchSize;
    this.#stepsPerTurn = stepsPerTurn;
    this.#waitMs = waitMs;
    this.#observer = observer;
  }

  /** The stream has something to do; told twice is told once. */
  ready(stream: Stream): void {
    let lane = this.#lanes.get(stream.model);
    if (lane === undefined) {
      lane = new ReadyQueue();
      this.#lanes.set(stream.model, lane);
    }
    lane.add(stream);
    if (this.#waitMs === 0 || lane.size >= this.#batchSize) this.#schedule();
    else if (!this.#scheduled) this.#cancelWait ??= this.#platform.after(this.#waitMs, () => this.#schedule());
  }

  /** Waits no more: for a server that stops. */
  hurry(): void {
    if (this.#cancelWait !== undefined) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#platform.defer(this.#nextTurn);
  }

  #turn(): void {
    this.#scheduled = false;
    let steps = 0;
    while (steps < this.#stepsPerTurn && this.#isAnyReady()) {
      for (const lane of this.#lanes.values()) {
        if (lane.size > 0) steps += this.#round(lane);
      }
    }
    if (this.#isAnyReady()) this.#schedule();
  }

  #isAnyReady(): boolean {
    for (const { size } of this.#lanes.values()) if (size > 0) return true;
    return false;
  }

  /** One step of the first streams of a lane, which then stand at its end; the number of streams asked. */
  #round(lane: ReadyQueue<Stream>): number {
    const asked = lane.take(this.#batchSize);
    const streams: Stream[] = [];
    const events: TaggerEvent[] = [];
    for (const stream of asked) {
      const event = stream.next();
      if (event === undefined) continue;
      streams.push(stream);
      events.push(event);
    }
    const results = this.#advance(streams, events);
    results.forEach((tags, index) => {
      const stream = streams[index];
      stream.accept(tags);
      if (stream.hasWork) lane.add(stream);
    });
    return asked.length;
  }

  /** A step fails for want of memory or by a defect; which stream moved is then unknown, so all of the call end. */
  #advance(streams: readonly Stream[], events: readonly TaggerEvent[]): Tag[][] {
    if (events.length === 0) return [];
    const start = this.#platform.now();
    try {
      const results = advanceMany(events);
      this.#observer.batch(events.length, this.#platform.now() - start);
      return results;
    } catch (error) {
      for (const stream of streams) stream.fail(error);
      return [];
    }
  }
}
