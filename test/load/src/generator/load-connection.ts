import { codecFor } from "@rivulet/protocol";
import { clientFrame, LeanSocket } from "./lean-socket.ts";

const codec = codecFor("rivulet.v1.msgpack");
const words = ["the", "cats", "that", "ate", "were", "full", "of", "fish", "."];
/** Results that a client confirms at once: half of what a server sends ahead, as `@rivulet/client`. */
const CREDIT_EVERY = 128;

function encode(message: Parameters<typeof codec.encode>[0]): Buffer {
  return clientFrame(codec.encode(message) as Uint8Array);
}

/** `{ "type": …` : where the name of the type begins, behind the headers of map, key and value. */
const TYPE_AT = 7;

/** One connection of the load, and its session where the server has any. */
export class LoadConnection {
  /** Resolves when messages may be sent. */
  readonly ready: Promise<void>;
  /** Messages without an answer. */
  waiting = 0;
  /** When the last message went out. */
  sentAt = 0;
  readonly #socket: LeanSocket;
  readonly #speaks: "echo" | "rivulet";
  readonly #onAnswer: (connection: LoadConnection) => void;
  #becomesReady: () => void = () => {};
  #seq = 0;
  #results = 0;

  /** `onAnswer`: the echo, or the tags of a message. */
  constructor(port: number, speaks: "echo" | "rivulet", onAnswer: (connection: LoadConnection) => void) {
    this.#speaks = speaks;
    this.#onAnswer = onAnswer;
    let lost: (error: Error) => void = () => {};
    this.ready = new Promise((resolve, reject) => {
      this.#becomesReady = resolve;
      lost = reject;
    });
    this.#socket = new LeanSocket(
      port,
      () => this.#opened(),
      (payload) => this.#take(payload),
      () => lost(new Error("expected a connection that stays, came its end")),
    );
  }

  push(tokens: number): void {
    this.waiting++;
    this.sentAt = performance.now();
    const seq = ++this.#seq;
    const message = Array.from({ length: tokens }, (_, at) => words[(seq + at) % words.length]);
    this.#socket.send(encode({ type: "push", session: "s", seq, tokens: message }));
  }

  close(): void {
    this.#socket.close();
  }

  #opened(): void {
    if (this.#speaks === "echo") this.#becomesReady();
    else this.#socket.send(encode({ type: "open", session: "s" }));
  }

  #take(payload: Buffer): void {
    if (this.#speaks === "echo") {
      this.#answered();
      return;
    }
    // Not decoded: that would cost the generator more than the server's own work.
    switch (payload[TYPE_AT]) {
      case 0x74: // tags
        this.#answered();
        this.#credit();
        return;
      case 0x61: // ack
        this.#credit();
        return;
      case 0x6f: // opened
        this.#becomesReady();
        return;
      case 0x65: // error
        throw new Error(`expected no error, came ${payload.toString("latin1")}`);
    }
  }

  #answered(): void {
    this.waiting--;
    this.#onAnswer(this);
  }

  #credit(): void {
    if (++this.#results % CREDIT_EVERY === 0) {
      this.#socket.send(encode({ type: "credit", session: "s", results: this.#results }));
    }
  }
}
