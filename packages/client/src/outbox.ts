import type { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import { Deferred } from "./deferred.ts";
import { Fifo } from "./fifo.ts";

/** A message on its way. */
export interface Delivery {
  readonly message: NumberedMessage;
  /** Resolves when it goes out. */
  readonly sent: Deferred;
  /** Resolves when the server has done it and all its tags are here; rejects where the server refuses it. */
  readonly done: Deferred;
}

export interface OutboxOptions {
  readonly fromSeq: number;
  /** Messages that may be on their way without an answer. */
  readonly window: number;
  readonly send: (message: NumberedMessage) => void;
  /** Whether there is room for the tags of one more push. */
  readonly mayPush: () => boolean;
}

/**
 * The numbered messages of a session in their order: those that wait for room, and those that were
 * sent and have no answer yet.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting = new Fifo<Delivery>();
  readonly #unanswered = new Map<number, Delivery>();
  #nextSeq: number;
  #failure: RivuletError | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#nextSeq = options.fromSeq;
  }

  /** Gives the message its number and sends it as soon as there is room. */
  add(numbered: (seq: number) => NumberedMessage): Delivery {
    const delivery = { message: numbered(this.#nextSeq), sent: new Deferred(), done: new Deferred() };
    if (this.#failure !== undefined) {
      reject(delivery, this.#failure);
      return delivery;
    }
    this.#nextSeq++;
    this.#waiting.push(delivery);
    this.advance();
    return delivery;
  }

  /** To be called when there may be room again. */
  advance(): void {
    for (let next = this.#waiting.peek(); next !== undefined; next = this.#waiting.peek()) {
      if (this.#unanswered.size >= this.#options.window) return;
      if (next.message.type === "push" && !this.#options.mayPush()) return;
      this.#waiting.shift();
      this.#unanswered.set(next.message.seq, next);
      this.#options.send(next.message);
      next.sent.resolve();
    }
  }

  /** The message that was acknowledged, if it was waited for. */
  acknowledge(seq: number): NumberedMessage | undefined {
    const delivery = this.#answered(seq);
    delivery?.done.resolve();
    this.advance();
    return delivery?.message;
  }

  refuse(seq: number, error: RivuletError): void {
    this.#answered(seq)?.done.reject(error);
    this.advance();
  }

  /** Nothing more goes out; all that waits fails. */
  fail(error: RivuletError): void {
    this.#failure ??= error;
    for (const delivery of this.#unanswered.values()) reject(delivery, error);
    this.#unanswered.clear();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) reject(next, error);
  }

  #answered(seq: number): Delivery | undefined {
    const delivery = this.#unanswered.get(seq);
    this.#unanswered.delete(seq);
    return delivery;
  }
}

function reject({ sent, done }: Delivery, error: RivuletError): void {
  sent.reject(error);
  done.reject(error);
}
