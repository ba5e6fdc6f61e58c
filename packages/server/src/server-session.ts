import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE, type Tag, type Tagger, type TaggerEvent, type TaggerModel, WordTokenizer } from "@rivulet/live";
import type { NumberedMessage, Open, ServerMessage } from "@rivulet/protocol";
import type { Flow } from "./flow.ts";
import type { Stream } from "./scheduler.ts";
import { type QueuedMessage, SessionTask, type Step } from "./session-task.ts";
import { TagBatch } from "./tag-batch.ts";

/** What a session needs of the connection that it belongs to. */
export interface SessionHost {
  readonly flow: Flow;
  send(message: ServerMessage): void;
  /** A part of the message `seq` is not taken; the session goes on. */
  refuse(session: string, seq: number, error: RivuletError): void;
  /** The session is over and freed: by its `close`, or by the error. */
  ended(session: string, error?: RivuletError): void;
}

/** A tagger, a tokenizer and a queue of messages: all the state of one session. */
export class ServerSession implements Stream {
  readonly id: string;
  readonly epoch = 1;
  readonly model: TaggerModel;
  readonly #host: SessionHost;
  readonly #finalOnly: boolean;
  readonly #tagger: Tagger;
  readonly #tokenizer: WordTokenizer;
  readonly #queue: QueuedMessage[] = [];
  readonly #batch = new TagBatch();
  #task: SessionTask | undefined;
  #nextSeq = 1;
  #closing = false;
  #ended = false;

  /** Throws MEMORY_EXHAUSTED where the model has no room for one more stream. */
  constructor(open: Open, model: TaggerModel, tokenLength: number, host: SessionHost) {
    this.id = open.session;
    this.model = model;
    this.#host = host;
    this.#finalOnly = open.options?.finalOnly ?? false;
    this.#tagger = model.createTagger();
    this.#tokenizer = new WordTokenizer({ lines: true, maxLength: tokenLength });
  }

  /** The number that the next message must have. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Whether there is work that no answer has been sent for. */
  get isBusy(): boolean {
    return this.#task !== undefined || this.#queue.length > 0;
  }

  /** Throws SEQUENCE_INVALID, SESSION_CLOSED, LIMIT_RATE. */
  enqueue(message: NumberedMessage, bytes: number): void {
    if (message.seq !== this.#nextSeq) {
      throw new RivuletError("SEQUENCE_INVALID", `expected seq ${this.#nextSeq}, came ${message.seq}`);
    }
    this.#nextSeq++;
    if (this.#closing) throw new RivuletError("SESSION_CLOSED", `expected nothing after close, came ${message.type}`);
    if (!this.#host.flow.enqueue(bytes)) {
      throw new RivuletError("LIMIT_RATE", "expected a wait for earlier messages to be acknowledged, came more");
    }
    this.#closing = message.type === "close";
    this.#queue.push({ message, bytes });
  }

  /** A message was refused before it could be enqueued; its number is used up all the same. */
  skip(seq: number): void {
    if (seq === this.#nextSeq) this.#nextSeq++;
  }

  next(): TaggerEvent | undefined {
    while (!this.#ended && this.#host.flow.isOpen()) {
      this.#task ??= this.#begin();
      // Reading a message can end the session, where its errors are one too many.
      if (this.#task === undefined || this.#ended) return undefined;
      if (this.#task.done) {
        this.#finish(this.#task);
        continue;
      }
      const token = this.#task.take();
      return token === null ? { tagger: this.#tagger, end: true } : { tagger: this.#tagger, token };
    }
    return undefined;
  }

  accept(tags: readonly Tag[]): void {
    if (this.#ended || this.#task === undefined) return;
    for (const tag of tags) {
      if (tag.final || !this.#finalOnly) this.#batch.add(tag);
    }
    if (this.#task.done) this.#finish(this.#task);
    else if (this.#batch.isFull) this.#sendTags(this.#task.seq);
  }

  fail(error: unknown): void {
    this.end(
      error instanceof RivuletError
        ? error
        : new RivuletError("INTERNAL", "expected a step, came a defect of the server", { cause: error }),
    );
  }

  /** Frees the session; a second call does nothing. */
  end(error?: RivuletError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tagger.dispose();
    const unfinished = this.#task === undefined ? this.#queue : [this.#task.queued, ...this.#queue];
    for (const { bytes } of unfinished) this.#host.flow.dequeue(bytes);
    this.#host.ended(this.id, error);
  }

  #begin(): SessionTask | undefined {
    const queued = this.#queue.shift();
    if (queued === undefined) return undefined;
    const steps = this.#stepsOf(queued.message);
    this.#host.flow.spend(steps.length);
    return new SessionTask(queued, steps, this.model.maxDelay);
  }

  #stepsOf(message: NumberedMessage): readonly Step[] {
    switch (message.type) {
      case "push":
        return message.tokens ?? withSentenceEnds(this.#words(message.text, message.seq));
      case "flush":
        return [...withSentenceEnds(this.#tokenizer.flush()), null];
      case "reset":
        this.#tokenizer.flush();
        this.#tagger.reset();
        return [];
      case "close":
        return [];
    }
  }

  #words(text: string, seq: number): string[] {
    try {
      return this.#tokenizer.push(text);
    } catch (error) {
      if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
      this.#host.refuse(this.id, seq, error);
      // Only the stretch that was too long is left out; the tokens around it come with the next call.
      return this.#tokenizer.push("");
    }
  }

  #finish(task: SessionTask): void {
    const { message, bytes } = task.queued;
    this.#task = undefined;
    if (!this.#batch.isEmpty) this.#sendTags(message.seq);
    this.#host.send({ type: "ack", session: this.id, epoch: this.epoch, seq: message.seq });
    this.#host.flow.dequeue(bytes);
    if (message.type === "close") this.end();
  }

  #sendTags(seq: number): void {
    this.#host.send({ type: "tags", session: this.id, epoch: this.epoch, seq, tags: this.#batch.take() });
  }
}

/** A line break ends a sentence, as in `rivulet tag`. */
function withSentenceEnds(words: readonly string[]): Step[] {
  return words.map((word) => (word === END_OF_LINE ? null : word));
}
