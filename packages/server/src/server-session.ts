import { RivuletError } from "@rivulet/errors";
import type { Tag, TaggerEvent, TaggerModel } from "@rivulet/live";
import type { NumberedMessage } from "@rivulet/protocol";
import { CreditWindow } from "./credit-window.ts";
import { DurableLog, type DurableSession } from "./durable-log.ts";
import type { Flow } from "./flow.ts";
import { MessageQueue } from "./message-queue.ts";
import type { Stream } from "./scheduler.ts";
import type { OpenedSession, SessionKeeper } from "./session-keeper.ts";
import { type ResultHost, SessionResults } from "./session-results.ts";
import type { SessionTask } from "./session-task.ts";
import { stepsOf } from "./steps-of.ts";
import type { SuspendedSession } from "./suspended-peer.ts";

/** What a session needs of the connection that it belongs to. */
export interface SessionHost extends ResultHost {
  readonly flow: Flow;
  /** A part of the message `seq` is not taken; the session goes on. */
  report(error: RivuletError, session: string, seq: number): void;
  /** The session is over and freed: by its `close`, or by the error. */
  ended(session: string, error?: RivuletError): void;
}

/** The state of one session at work: its messages, the steps they make, its checkpoints. */
export class ServerSession implements Stream, DurableSession {
  /** The client's name for it. */
  readonly name: string;
  readonly epoch: number;
  readonly model: TaggerModel;
  /** When its client last said anything to it. */
  heardAt = 0;
  isQueued = false;
  readonly #opened: OpenedSession;
  readonly #keeper: SessionKeeper;
  readonly #host: SessionHost;
  readonly #log: DurableLog | undefined;
  readonly #results: SessionResults;
  readonly #queue: MessageQueue;
  /** The last message that is done. */
  #done: number;
  /** Steps and messages. */
  #sinceCheckpoint: number;
  #stalledSince: number | undefined;
  #ended = false;

  /** `from`: as it was put down; `opened` is then what the keeper took up of it. */
  constructor(
    name: string,
    opened: OpenedSession,
    keeper: SessionKeeper,
    host: SessionHost,
    now: number,
    from?: SuspendedSession,
  ) {
    this.name = name;
    this.epoch = opened.epoch;
    this.model = opened.state.model;
    this.heardAt = now;
    this.#opened = opened;
    this.#keeper = keeper;
    this.#host = host;
    this.#done = opened.seq;
    this.#queue = new MessageQueue(host.flow, from?.nextSeq ?? opened.seq + 1);
    this.#sinceCheckpoint = from?.sinceCheckpoint ?? (opened.isOutdated ? 1 : 0);
    const { durable } = opened;
    if (durable !== undefined) {
      const place = { revision: durable.revision, committed: opened.seq };
      this.#log = new DurableLog(durable.store, opened.id, place, this, from?.durable?.results);
    }
    this.#results = new SessionResults(this, host, new CreditWindow(keeper.limits.resultsAhead, from), this.#log);
  }

  /** The number that the next message must have. */
  get nextSeq(): number {
    return this.#queue.nextSeq;
  }

  get hasWork(): boolean {
    return this.#queue.oldest !== undefined;
  }

  /** Whether there is work that no answer has been sent for. */
  get isBusy(): boolean {
    return this.hasWork || (this.#log?.isBusy ?? false);
  }

  /** All that it remembers; only while it is not busy. `model`: the name under which its model is served. */
  putDown(model: string): SuspendedSession {
    const { name, heardAt } = this;
    return {
      name,
      model,
      checkpoint: this.#checkpoint(),
      nextSeq: this.nextSeq,
      sinceCheckpoint: this.#sinceCheckpoint,
      heardAt,
      ...this.#results.counts,
      ...(this.#log === undefined ? {} : { durable: this.#log.putDown() }),
    };
  }

  /** How long it has had work that waits for the client's credit; to be asked about once a second. */
  stalledMs(now: number): number {
    const stalled = !this.#results.isOpen && this.hasWork;
    this.#stalledSince = stalled ? (this.#stalledSince ?? now) : undefined;
    return now - (this.#stalledSince ?? now);
  }

  /** Of a durable session that was taken up: the results that the client may not have, and that all before is stored. */
  resendStored(): void {
    const { durable, seq } = this.#opened;
    if (durable === undefined || seq === 0) return;
    this.#results.resend(durable.results);
    this.#results.ack(seq);
  }

  /** Throws SEQUENCE_INVALID, SESSION_CLOSED, LIMIT_RATE. */
  enqueue(message: NumberedMessage, bytes: number, now: number): void {
    this.#queue.push(message, bytes, now);
  }

  /** A message was refused before it could be enqueued; its number is used up all the same. */
  skip(seq: number): void {
    this.#queue.skip(seq);
  }

  /** The client holds so many results. Throws MESSAGE_INVALID. */
  credit(results: number): void {
    this.#results.confirm(results);
  }

  next(): TaggerEvent | undefined {
    const { tagger } = this.#opened.state;
    for (let task = this.#queue.oldest; task !== undefined; task = this.#queue.oldest) {
      if (!this.#results.isOpen || !this.#host.flow.isOpen()) return undefined;
      if (!task.begun) this.#begin(task);
      // Reading a message can end the session, where its errors are one too many.
      if (this.#ended) return undefined;
      const token = task.take();
      if (token === undefined) {
        this.#finish(task, []);
        continue;
      }
      this.#sinceCheckpoint++;
      return token === null ? { tagger, end: true } : { tagger, token };
    }
    return undefined;
  }

  accept(tags: Tag[]): void {
    const task = this.#queue.oldest;
    if (task === undefined) return;
    const told = this.#opened.state.finalOnly ? tags.filter(({ final }) => final) : tags;
    if (task.done) this.#finish(task, told);
    else this.#results.add(told, task.seq);
  }

  fail(error: unknown): void {
    this.end(
      error instanceof RivuletError
        ? error
        : new RivuletError("INTERNAL", "expected a step, came a defect of the server", { cause: error }),
    );
  }

  failed(error: unknown): void {
    this.fail(error);
  }

  /** Frees the session; a second call does nothing. */
  end(error?: RivuletError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#log?.abandon();
    this.#opened.state.tagger.dispose();
    this.#queue.clear();
    this.#host.ended(this.name, error);
  }

  /** Sends where the session stands, unless the client has it or a store keeps it; between two messages. */
  sendCheckpoint(): void {
    if (this.#ended || this.#log !== undefined || this.#isAtWork || this.#sinceCheckpoint === 0) return;
    const { name: session, epoch } = this;
    this.#sinceCheckpoint = 0;
    this.#host.send({ type: "checkpoint", session, epoch, seq: this.#done, data: this.#checkpoint() });
    this.#host.observer.checkpoint();
  }

  standing(): { seq: number; checkpoint: Uint8Array } | undefined {
    if (this.#ended || this.#isAtWork) return undefined;
    return { seq: this.#done, checkpoint: this.#checkpoint() };
  }

  stored(seq: number): void {
    this.#results.ack(seq);
  }

  deleted(): void {
    this.#results.ack(this.#done);
    this.end();
  }

  /** Whether a message has begun and is not done. */
  get #isAtWork(): boolean {
    return this.#queue.oldest?.begun ?? false;
  }

  #checkpoint(): Uint8Array {
    return this.#keeper.checkpoint(this.#opened, this.#done);
  }

  #begin(task: SessionTask): void {
    this.#sinceCheckpoint++;
    const steps = stepsOf(task.message, this.#opened.state, this.#host);
    this.#host.observer.message(this.#host.flow.spend(steps.length) - task.at);
    task.begin(steps, this.model.maxDelay);
  }

  #finish({ message }: SessionTask, tags: Tag[]): void {
    this.#done = message.seq;
    this.#results.finish(tags, message.seq);
    this.#queue.shift();
    if (this.#log === undefined) this.#results.ack(message.seq);
    if (message.type === "close") {
      if (this.#log === undefined) this.end();
      else this.#log.close();
      return;
    }
    this.#log?.advanced();
    const due = message.type === "checkpoint" || this.#sinceCheckpoint >= this.#keeper.limits.checkpointSteps;
    if (due) this.sendCheckpoint();
  }
}
