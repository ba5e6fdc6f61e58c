import { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import { Deferred } from "./deferred.ts";
import { Fifo } from "./fifo.ts";

/** A message on its way. */
export interface Delivery {
  message: NumberedMessage;
  /** Resolves when it goes out. */
  readonly sent: Deferred;
  /** Resolves when the server has done it and all its tags are here; rejects where the server refuses it. */
  readonly done: Deferred;
}

export interface OutboxOptions {
  /** Messages that may be on their way without an answer. */
  readonly window: number;
  /** An acknowledged message is the server's: none is sent again that was. Else it is kept until a checkpoint covers it. */
  readonly durable: boolean;
  readonly send: (message: NumberedMessage) => void;
  /** Whether a connection is there, and room for the tags of one more push. */
  readonly maySend: (message: NumberedMessage) => boolean;
}

/** The numbered messages of a session in their order: those a server may ask for again, those on their way, those that wait. */
export class Outbox {
  readonly #options: OutboxOptions;
  /** From message `#first` on. */
  #log = new Fifo<Delivery>();
  #first = 1;
  /** The next to go out. */
  #next = 1;
  /** All up to here are answered, and those of `#refused` above. */
  #answered = 0;
  readonly #refused = new Set<number>();
  #failure: RivuletError | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Gives the message its number and sends it as soon as there is room. */
  add(numbered: (seq: number) => NumberedMessage): Delivery {
    const delivery = {
      message: numbered(this.#first + this.#log.size),
      sent: new Deferred(),
      done: new Deferred(),
    };
    if (this.#failure !== undefined) {
      reject(delivery, this.#failure);
      return delivery;
    }
    this.#log.push(delivery);
    this.advance();
    return delivery;
  }

  /** To be called when there may be room again. */
  advance(): void {
    for (let next = this.#at(this.#next); next !== undefined; next = this.#at(this.#next)) {
      if (this.#inFlight >= this.#options.window) return;
      if (!this.#options.maySend(next.message)) return;
      this.#next++;
      this.#options.send(next.message);
      next.sent.resolve();
    }
  }

  /** All up to `seq` are done; gives the messages that were not before. */
  acknowledge(seq: number): NumberedMessage[] {
    const done: NumberedMessage[] = [];
    for (let at = this.#answered + 1; at <= Math.min(seq, this.#next - 1); at++) {
      const delivery = this.#at(at);
      if (delivery === undefined) continue;
      delivery.done.resolve();
      done.push(delivery.message);
    }
    this.#answered = Math.max(this.#answered, Math.min(seq, this.#next - 1));
    for (const refused of this.#refused) if (refused <= this.#answered) this.#refused.delete(refused);
    if (this.#options.durable) this.covered(seq);
    this.advance();
    return done;
  }

  /** Whether this refusal is the first of its message. */
  refuse(seq: number, error: RivuletError): boolean {
    const delivery = this.#at(seq);
    if (delivery === undefined || seq <= this.#answered || this.#refused.has(seq)) return false;
    this.#refused.add(seq);
    delivery.done.reject(error);
    // It changed nothing, and must change nothing where it is sent again; of a text only the long token is left out.
    if (error.code !== "TOKEN_TOO_LONG") {
      delivery.message = { type: "checkpoint", session: delivery.message.session, seq };
    }
    this.advance();
    return true;
  }

  /** The messages up to `seq` will not be asked for again. */
  covered(seq: number): void {
    while (this.#first <= seq && this.#first <= this.#answered && this.#log.size > 0) {
      this.#log.shift();
      this.#first++;
    }
  }

  /**
   * A server goes on with message `seq`: all from there on are sent again.
   * Throws CONNECTION_LOST where they are no longer kept, which no server by the book asks for.
   */
  replay(seq: number): void {
    if (seq < this.#first || seq > this.#first + this.#log.size) {
      const range = `${this.#first} to ${this.#first + this.#log.size}`;
      throw new RivuletError("CONNECTION_LOST", `expected the server to go on with a message of ${range}, came ${seq}`);
    }
    this.#next = seq;
    this.#answered = Math.min(this.#answered, seq - 1);
    for (const refused of this.#refused) if (refused >= seq) this.#refused.delete(refused);
    this.advance();
  }

  /** Whether a message is on its way that has no answer. */
  get isWaiting(): boolean {
    return this.#inFlight > 0;
  }

  get #inFlight(): number {
    return this.#next - 1 - this.#answered - this.#refused.size;
  }

  /** The number of a `close` that was sent and is all that has no answer. */
  get closing(): number | undefined {
    const last = this.#first + this.#log.size - 1;
    const isClose = this.#at(last)?.message.type === "close";
    return isClose && this.#next > last && this.#answered === last - 1 ? last : undefined;
  }

  /** Nothing more goes out; all that waits fails. */
  fail(error: RivuletError): void {
    this.#failure ??= error;
    for (let delivery = this.#log.shift(); delivery !== undefined; delivery = this.#log.shift())
      reject(delivery, error);
  }

  #at(seq: number): Delivery | undefined {
    return this.#log.at(seq - this.#first);
  }
}

function reject({ sent, done }: Delivery, error: RivuletError): void {
  sent.reject(error);
  done.reject(error);
}
