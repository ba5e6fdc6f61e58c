import { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import type { Flow } from "./flow.ts";

/** A message that waits for its turn; `bytes` is what it takes in the connection's queue. */
export interface QueuedMessage {
  readonly message: NumberedMessage;
  readonly bytes: number;
  /** When it came. */
  readonly at: number;
}

interface Link extends QueuedMessage {
  next: Link | undefined;
}

/**
 * The messages of a session in the order of their numbers. Linked: an array makes places for many, and most sessions have
 * one message at a time.
 */
export class MessageQueue {
  readonly #flow: Flow;
  #nextSeq: number;
  #isClosing = false;
  #first: Link | undefined;
  #last: Link | undefined;

  constructor(flow: Flow, nextSeq: number) {
    this.#flow = flow;
    this.#nextSeq = nextSeq;
  }

  /** The number that the next message must have. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Throws SEQUENCE_INVALID, SESSION_CLOSED, LIMIT_RATE. */
  push(message: NumberedMessage, bytes: number, at: number): void {
    if (message.seq !== this.#nextSeq) {
      throw new RivuletError("SEQUENCE_INVALID", `expected seq ${this.#nextSeq}, came ${message.seq}`);
    }
    this.#nextSeq++;
    if (this.#isClosing) {
      throw new RivuletError("SESSION_CLOSED", `expected nothing after close, came ${message.type}`);
    }
    if (!this.#flow.enqueue(bytes)) {
      throw new RivuletError("LIMIT_RATE", "expected a wait for earlier messages to be acknowledged, came more");
    }
    this.#isClosing = message.type === "close";
    const link: Link = { message, bytes, at, next: undefined };
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
  }

  /** A message was refused before it could be pushed; its number is used up all the same. */
  skip(seq: number): void {
    if (seq === this.#nextSeq) this.#nextSeq++;
  }

  /** The oldest message; it keeps its place in the connection's queue until it is done. */
  shift(): QueuedMessage | undefined {
    const link = this.#first;
    this.#first = link?.next;
    if (this.#first === undefined) this.#last = undefined;
    return link;
  }

  /** Drops all and gives their places back. */
  clear(): void {
    for (let queued = this.shift(); queued !== undefined; queued = this.shift()) this.#flow.dequeue(queued.bytes);
  }
}
