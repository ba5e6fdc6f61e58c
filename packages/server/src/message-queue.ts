import { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import type { Flow } from "./flow.ts";
import { SessionTask } from "./session-task.ts";

/**
 * The messages of a session in the order of their numbers; the oldest stays until it is done. A ring of links: most
 * sessions have one message at a time, an array makes places for many, and each object that is kept is dear to collect.
 */
export class MessageQueue {
  readonly #flow: Flow;
  #nextSeq: number;
  #isClosing = false;
  /** Behind it comes the oldest. */
  #newest: SessionTask | undefined;

  constructor(flow: Flow, nextSeq: number) {
    this.#flow = flow;
    this.#nextSeq = nextSeq;
  }

  /** The number that the next message must have. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  get oldest(): SessionTask | undefined {
    return this.#newest?.next;
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
    const task = new SessionTask(message, bytes, at);
    if (this.#newest !== undefined) {
      task.next = this.#newest.next;
      this.#newest.next = task;
    }
    this.#newest = task;
  }

  /** A message was refused before it could be pushed; its number is used up all the same. */
  skip(seq: number): void {
    if (seq === this.#nextSeq) this.#nextSeq++;
  }

  /** Drops the oldest, which is done; its place in the connection's queue is free. */
  shift(): void {
    const newest = this.#newest;
    if (newest === undefined) return;
    const { next: oldest } = newest;
    if (oldest === newest) this.#newest = undefined;
    else newest.next = oldest.next;
    this.#flow.dequeue(oldest.bytes);
  }

  /** Drops all. */
  clear(): void {
    while (this.#newest !== undefined) this.shift();
  }
}
