import type { NumberedMessage, Opened, Resume, Tag } from "@rivulet/protocol";
import type { RivuletServer } from "../src/rivulet-server.ts";
import { MemoryPeer } from "./memory-peer.ts";

type Body = { type: "push"; tokens: string[] } | { type: "push"; text: string } | { type: "flush" | "reset" };

/** A client by the book: keeps what a server may ask for again, takes no result twice. */
export class ReplayingClient {
  readonly tags: Tag[] = [];
  readonly #bodies: readonly Body[];
  readonly #durable: boolean;
  #peer: MemoryPeer | undefined;
  #read = 0;
  #opened: Opened | undefined;
  /** Whether this connection's `opened` has come. */
  #isOpen = false;
  #epoch = 0;
  #checkpoint: Uint8Array | undefined;
  #sent = 0;
  /** The results taken so far: all of messages before `seq`, and `at` tags of it. */
  #seq = 0;
  #at = 0;

  constructor(bodies: readonly Body[], durable: boolean) {
    this.#bodies = bodies;
    this.#durable = durable;
  }

  get recovered(): boolean | undefined {
    return this.#opened?.recovered;
  }

  /** Connects and takes the session up. */
  connect(server: RivuletServer): MemoryPeer {
    const peer = new MemoryPeer(server);
    this.#peer = peer;
    this.#read = 0;
    this.#isOpen = false;
    const resume = this.#resume();
    peer.raw({
      type: "open",
      session: "a",
      options: { durable: this.#durable },
      ...(resume === undefined ? {} : { resume }),
    });
    return peer;
  }

  /** Sends the next `count` messages. */
  send(count: number): void {
    for (const end = Math.min(this.#bodies.length, this.#sent + count); this.#sent < end; this.#sent++) {
      if (this.#isOpen) this.#tell(this.#sent + 1);
    }
  }

  get hasSentAll(): boolean {
    return this.#sent === this.#bodies.length;
  }

  /** Takes in what has come. */
  read(): void {
    const received = this.#peer?.received ?? [];
    let results = 0;
    for (; this.#read < received.length; this.#read++) {
      const message = received[this.#read];
      if (message.type === "opened") {
        this.#opened = message;
        this.#isOpen = true;
        this.#epoch = message.epoch;
        for (let seq = message.fromSeq; seq <= this.#sent; seq++) this.#tell(seq);
      } else if (message.type === "tags") {
        this.#take(message.seq, message.at, message.tags);
      } else if (message.type === "checkpoint") {
        this.#checkpoint = message.data;
      } else if (message.type === "error") {
        throw new Error(message.message);
      }
      if (message.type === "tags" || message.type === "ack") results++;
    }
    if (results > 0) this.#peer?.raw({ type: "credit", session: "a", results: this.#results(received.length) });
  }

  #results(length: number): number {
    return (this.#peer?.received ?? []).slice(0, length).filter(({ type }) => type === "tags" || type === "ack").length;
  }

  #take(seq: number, at: number, tags: readonly Tag[]): void {
    if (seq < this.#seq) return;
    if (seq > this.#seq) this.#at = 0;
    this.#seq = seq;
    this.tags.push(...tags.slice(Math.max(0, this.#at - at)));
    this.#at = Math.max(this.#at, at + tags.length);
  }

  #tell(seq: number): void {
    this.#peer?.raw({ ...this.#bodies[seq - 1], session: "a", seq } as NumberedMessage);
  }

  #resume(): Resume | undefined {
    if (this.#epoch === 0) return undefined;
    if (this.#durable && this.#opened !== undefined) return { epoch: this.#epoch, id: this.#opened.id };
    return this.#checkpoint === undefined ? undefined : { epoch: this.#epoch, data: this.#checkpoint };
  }
}
