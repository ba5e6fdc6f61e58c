import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE, type Tag, type TaggerEvent, type TaggerModel } from "@rivulet/live";
import type { NumberedMessage, ServerMessage, Tags } from "@rivulet/protocol";
import { CreditWindow } from "./credit-window.ts";
import { DurableLog, type DurableSession } from "./durable-log.ts";
import type { Flow } from "./flow.ts";
import type { Observer } from "./observer.ts";
import type { Stream } from "./scheduler.ts";
import type { OpenedSession, SessionKeeper } from "./session-keeper.ts";
import { type QueuedMessage, SessionTask, type Step } from "./session-task.ts";
import type { SuspendedSession } from "./suspended-peer.ts";
import { TagBatch } from "./tag-batch.ts";

/** What a session needs of the connection that it belongs to. */
export interface SessionHost {
  readonly flow: Flow;
  readonly observer: Observer;
  send(message: ServerMessage): void;
  /** A part of the message `seq` is not taken; the session goes on. */
  refuse(session: string, seq: number, error: RivuletError): void;
  /** The session is over and freed: by its `close`, or by the error. */
  ended(session: string, error?: RivuletError): void;
}

/** The state of one session at work: its messages in, its results out, its checkpoints. */
export class ServerSession implements Stream, DurableSession {
  /** The client's name for it. */
  readonly name: string;
  readonly epoch: number;
  readonly model: TaggerModel;
  /** When its client last said anything to it. */
  heardAt: number;
  readonly #opened: OpenedSession;
  readonly #keeper: SessionKeeper;
  readonly #host: SessionHost;
  readonly #credit: CreditWindow;
  readonly #log: DurableLog | undefined;
  readonly #queue: QueuedMessage[] = [];
  readonly #batch = new TagBatch();
  #task: SessionTask | undefined;
  /** The last message that is done. */
  #done: number;
  #nextSeq: number;
  /** Tags of the message at work that were sent. */
  #at = 0;
  /** Steps and messages. */
  #sinceCheckpoint: number;
  #stalledSince: number | undefined;
  #closing = false;
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
    this.#nextSeq = from?.nextSeq ?? opened.seq + 1;
    this.#sinceCheckpoint = from?.sinceCheckpoint ?? (opened.isOutdated ? 1 : 0);
    this.#credit = new CreditWindow(keeper.limits.resultsAhead, from);
    const { durable } = opened;
    if (durable !== undefined) {
      const place = { revision: durable.revision, committed: opened.seq };
      this.#log = new DurableLog(durable.store, opened.id, place, this, from?.durable?.results);
    }
  }

  /** The number that the next message must have. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Whether there is work that no answer has been sent for. */
  get isBusy(): boolean {
    return this.#task !== undefined || this.#queue.length > 0 || (this.#log?.isBusy ?? false);
  }

  /** All that it remembers; only while it is not busy. `model`: the name under which its model is served. */
  putDown(model: string): SuspendedSession {
    const { name, heardAt } = this;
    const { sent, confirmed } = this.#credit;
    return {
      name,
      model,
      checkpoint: this.#checkpoint(),
      nextSeq: this.#nextSeq,
      sinceCheckpoint: this.#sinceCheckpoint,
      heardAt,
      sent,
      confirmed,
      ...(this.#log === undefined ? {} : { durable: this.#log.putDown() }),
    };
  }

  /** How long it has had work that waits for the client's credit; to be asked about once a second. */
  stalledMs(now: number): number {
    const stalled = !this.#credit.isOpen && (this.#task !== undefined || this.#queue.length > 0);
    this.#stalledSince = stalled ? (this.#stalledSince ?? now) : undefined;
    return now - (this.#stalledSince ?? now);
  }

  /** Of a durable session that was taken up: the results that the client may not have, and that all before is stored. */
  resendStored(): void {
    const { durable, seq } = this.#opened;
    if (durable === undefined || seq === 0) return;
    for (const tags of durable.results) this.#sendTags({ ...tags, session: this.name, epoch: this.epoch });
    this.#sendAck(seq);
  }

  /** Throws SEQUENCE_INVALID, SESSION_CLOSED, LIMIT_RATE. */
  enqueue(message: NumberedMessage, bytes: number, now: number): void {
    if (message.seq !== this.#nextSeq) {
      throw new RivuletError("SEQUENCE_INVALID", `expected seq ${this.#nextSeq}, came ${message.seq}`);
    }
    this.#nextSeq++;
    if (this.#closing) throw new RivuletError("SESSION_CLOSED", `expected nothing after close, came ${message.type}`);
    if (!this.#host.flow.enqueue(bytes)) {
      throw new RivuletError("LIMIT_RATE", "expected a wait for earlier messages to be acknowledged, came more");
    }
    this.#closing = message.type === "close";
    this.#queue.push({ message, bytes, at: now });
  }

  /** A message was refused before it could be enqueued; its number is used up all the same. */
  skip(seq: number): void {
    if (seq === this.#nextSeq) this.#nextSeq++;
  }

  /** The client holds so many results. Throws MESSAGE_INVALID. */
  credit(results: number): void {
    this.#credit.confirm(results);
    this.#log?.confirmed(results);
  }

  next(): TaggerEvent | undefined {
    const { tagger } = this.#opened.state;
    if (this.#task === undefined && this.#queue.length === 0) return undefined;
    while (!this.#ended && this.#credit.isOpen && this.#host.flow.isOpen()) {
      this.#task ??= this.#begin();
      // Reading a message can end the session, where its errors are one too many.
      if (this.#task === undefined || this.#ended) return undefined;
      if (this.#task.done) {
        this.#finish(this.#task);
        continue;
      }
      const token = this.#task.take();
      this.#sinceCheckpoint++;
      return token === null ? { tagger, end: true } : { tagger, token };
    }
    return undefined;
  }

  accept(tags: readonly Tag[]): void {
    if (this.#ended || this.#task === undefined) return;
    for (const tag of tags) {
      if (tag.final || !this.#opened.state.finalOnly) this.#batch.add(tag);
    }
    if (this.#task.done) this.#finish(this.#task);
    else if (this.#batch.isFull) this.#sendBatch(this.#task.seq);
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
    const unfinished = this.#task === undefined ? this.#queue : [this.#task.queued, ...this.#queue];
    for (const { bytes } of unfinished) this.#host.flow.dequeue(bytes);
    this.#host.ended(this.name, error);
  }

  /** Sends where the session stands, unless the client has it or a store keeps it; between two messages. */
  sendCheckpoint(): void {
    if (this.#ended || this.#log !== undefined || this.#task !== undefined || this.#sinceCheckpoint === 0) return;
    const { name: session, epoch } = this;
    this.#sinceCheckpoint = 0;
    this.#host.send({ type: "checkpoint", session, epoch, seq: this.#done, data: this.#checkpoint() });
    this.#host.observer.checkpoint();
  }

  standing(): { seq: number; checkpoint: Uint8Array } | undefined {
    if (this.#ended || this.#task !== undefined) return undefined;
    return { seq: this.#done, checkpoint: this.#checkpoint() };
  }

  stored(seq: number): void {
    this.#sendAck(seq);
  }

  deleted(): void {
    this.#sendAck(this.#done);
    this.end();
  }

  #checkpoint(): Uint8Array {
    return this.#keeper.checkpoint(this.#opened, this.#done);
  }

  #begin(): SessionTask | undefined {
    const queued = this.#queue.shift();
    if (queued === undefined) return undefined;
    this.#at = 0;
    this.#sinceCheckpoint++;
    const steps = this.#stepsOf(queued.message);
    this.#host.observer.message(this.#host.flow.spend(steps.length) - queued.at);
    return new SessionTask(queued, steps, this.model.maxDelay);
  }

  #stepsOf(message: NumberedMessage): readonly Step[] {
    const { tokenizer, tagger } = this.#opened.state;
    switch (message.type) {
      case "push":
        return message.tokens ?? withSentenceEnds(this.#words(message.text, message.seq));
      case "flush":
        return [...withSentenceEnds(tokenizer.flush()), null];
      case "reset":
        tokenizer.flush();
        tagger.reset();
        return [];
      case "close":
      case "checkpoint":
        return [];
    }
  }

  #words(text: string, seq: number): string[] {
    const { tokenizer } = this.#opened.state;
    try {
      return tokenizer.push(text);
    } catch (error) {
      if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
      this.#host.refuse(this.name, seq, error);
      // Only the stretch that was too long is left out; the tokens around it come with the next call.
      return tokenizer.push("");
    }
  }

  #finish({ queued: { message, bytes } }: SessionTask): void {
    this.#task = undefined;
    this.#done = message.seq;
    if (!this.#batch.isEmpty) this.#sendBatch(message.seq);
    this.#host.flow.dequeue(bytes);
    if (this.#log === undefined) this.#sendAck(message.seq);
    if (message.type === "close") {
      if (this.#log === undefined) this.end();
      else this.#log.close();
      return;
    }
    this.#log?.advanced();
    const due = message.type === "checkpoint" || this.#sinceCheckpoint >= this.#keeper.limits.checkpointSteps;
    if (due) this.sendCheckpoint();
  }

  #sendBatch(seq: number): void {
    const tags = this.#batch.take();
    this.#sendTags({ type: "tags", session: this.name, epoch: this.epoch, seq, at: this.#at, tags });
    this.#at += tags.length;
    let revisions = 0;
    for (const { delay, final } of tags) if (delay > 0 && !final) revisions++;
    this.#host.observer.tags(tags.length, revisions);
  }

  #sendTags(tags: Tags): void {
    const ordinal = this.#credit.send();
    this.#log?.sent(ordinal, tags);
    this.#host.send(tags);
  }

  #sendAck(seq: number): void {
    this.#credit.send();
    this.#host.send({ type: "ack", session: this.name, epoch: this.epoch, seq });
  }
}

/** A line break ends a sentence, as in `rivulet tag`. */
function withSentenceEnds(words: readonly string[]): Step[] {
  return words.map((word) => (word === END_OF_LINE ? null : word));
}
