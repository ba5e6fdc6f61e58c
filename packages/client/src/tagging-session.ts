import { RivuletError } from "@rivulet/errors";
import type { Ack, Checkpoint, ClientMessage, Opened, OpenOptions, Resume, Tag, Tags } from "@rivulet/protocol";
import { type Observable, Subject } from "rxjs";
import { Channel } from "./channel.ts";
import { Outbox } from "./outbox.ts";
import { endsInHalfPair, splitText } from "./split-text.ts";
import { splitTokens } from "./split-tokens.ts";

/** A message that the server refused; the session goes on. */
export interface Refusal {
  readonly seq: number;
  readonly error: RivuletError;
}

export interface SessionOptions {
  /** Messages on their way without an answer; more wait. Default 64. */
  readonly window?: number;
  /** Tags that may wait to be taken; beyond it pushes wait. Default 65,536. */
  readonly bufferedTags?: number;
}

/** How a session went on after its connection was lost. */
export interface Recovery {
  /** From a checkpoint or the server's store; false: from the start of what the client still had. The tags are the same. */
  readonly recovered: boolean;
  /** The first message that was sent again. */
  readonly fromSeq: number;
  readonly epoch: number;
}

/** The connection as a session sees it. */
export interface SessionLink {
  readonly isUp: boolean;
  send(message: ClientMessage): void;
  /** The server has acknowledged the session's close. */
  closed(session: string): void;
}

const loneSurrogates = /\p{Cs}/gu;

/**
 * A stream of tokens or text on its way to a server, and of tags on its way back: for an async loop,
 * or as an Observable. Tags wait for whoever takes them; while too many do, pushes wait as well, so a
 * program that awaits its pushes never holds more than `bufferedTags` and what is on its way.
 */
export class TaggingSession implements AsyncIterable<Tag> {
  readonly id: string;
  /** Name and fingerprint of the model. */
  readonly model: string;
  readonly fingerprint: string;
  readonly labels: readonly string[];
  /** The delays that its tags come with; the last is the final one's. */
  readonly delays: readonly number[];
  readonly #link: SessionLink;
  readonly #durable: boolean;
  #opened: Opened;
  /** Whether this connection's server has opened it. */
  #isOpen = true;
  #checkpoint: Uint8Array | undefined;
  /** The tags that have come: all of the messages before `#seq`, and `#at` of it. */
  #seq = 0;
  #at = 0;
  /** Results of this epoch, and how many of them the server knows of. */
  #results = 0;
  #credited = 0;
  readonly #outbox: Outbox;
  readonly #tags: Channel<Tag>;
  readonly #refusals = new Subject<Refusal>();
  readonly #recoveries = new Subject<Recovery>();
  /** The first half of a surrogate pair whose second half comes with the next text. */
  #halfPair = "";

  constructor(
    opened: Opened,
    { durable = false }: OpenOptions,
    link: SessionLink,
    { window = 64, bufferedTags = 65_536 }: SessionOptions,
  ) {
    this.id = opened.session;
    this.model = opened.model;
    this.fingerprint = opened.fingerprint;
    this.labels = opened.labels;
    this.delays = opened.delays;
    this.#opened = opened;
    this.#durable = durable;
    this.#link = link;
    this.#tags = new Channel(() => this.#outbox.advance());
    this.#outbox = new Outbox({
      window,
      durable,
      send: (message) => link.send(message),
      maySend: ({ type }) => this.#isOpen && link.isUp && (type !== "push" || this.#tags.size < bufferedTags),
    });
  }

  /** The tags as they come, and those that waited until the first subscription. */
  get tags$(): Observable<Tag> {
    return this.#tags.observable;
  }

  /** What the server refused while someone listens; the stream goes on after each. */
  get refusals$(): Observable<Refusal> {
    return this.#refusals.asObservable();
  }

  /** Tells each time that the session went on over another connection. */
  get recoveries$(): Observable<Recovery> {
    return this.#recoveries.asObservable();
  }

  /** The tags as they come; ends after `close`, throws where the session or the connection fails. */
  [Symbol.asyncIterator](): AsyncIterator<Tag, undefined> {
    return this.#tags[Symbol.asyncIterator]();
  }

  /**
   * Sends text, cut anywhere (the server makes words of it), or a list of tokens as they are.
   * Resolves when it went out. Rejects with TOKEN_TOO_LONG, or with what the session failed of.
   */
  push(input: string | readonly string[]): Promise<void> {
    try {
      const bodies = typeof input === "string" ? this.#texts(input) : this.#tokens(input);
      const sent = bodies.map(
        (body) => this.#outbox.add((seq) => ({ type: "push", session: this.id, seq, ...body })).sent.promise,
      );
      return unawaited(Promise.all(sent));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The end of a sentence or of the stream: resolves when every tag so far is final and here. */
  flush(): Promise<void> {
    if (this.#halfPair !== "") {
      this.#halfPair = "";
      this.push("\ufffd");
    }
    return this.#request("flush");
  }

  /** Back to the start of the stream, what is pending dropped; resolves when the server has done it. */
  reset(): Promise<void> {
    this.#halfPair = "";
    return this.#request("reset");
  }

  /** Ends the session once all before is done; `flush` first to have the last tags final. */
  close(): Promise<void> {
    return this.#request("close");
  }

  /** For the client alone: whether the server owes an answer. */
  get isWaiting(): boolean {
    return !this.#isOpen || this.#outbox.isWaiting;
  }

  /**
   * For the client alone: what is pushed waits until `reopened`. Gives what the next `open` must present; undefined:
   * nothing, all that there was is sent again.
   */
  suspend(): Resume | undefined {
    this.#isOpen = false;
    const { epoch, id } = this.#opened;
    if (this.#durable) return { epoch, id };
    return this.#checkpoint === undefined ? undefined : { epoch, data: this.#checkpoint };
  }

  /** For the client alone: another server has opened the session. Throws CONNECTION_LOST where it can't go on there. */
  reopened(opened: Opened): void {
    const { recovered, fromSeq, epoch } = opened;
    this.#opened = opened;
    this.#isOpen = true;
    this.#results = 0;
    this.#credited = 0;
    this.#recoveries.next({ recovered, fromSeq, epoch });
    this.#outbox.replay(fromSeq);
  }

  /** For the client alone: what the server says about this session. */
  receive(message: Tags | Ack | Checkpoint): void {
    // A server that another has taken over from has nothing more to say.
    if (message.epoch !== this.#opened.epoch) return;
    switch (message.type) {
      case "tags":
        this.#take(message);
        break;
      case "checkpoint":
        this.#checkpoint = message.data;
        this.#outbox.covered(message.seq);
        return;
      case "ack":
        if (this.#outbox.acknowledge(message.seq).some(({ type }) => type === "close")) {
          this.end();
          this.#link.closed(this.id);
          return;
        }
    }
    this.#credit();
  }

  /** For the client alone: the server's store knows the session no more. True where it was closed and only the ack was lost. */
  closedUnheard(): boolean {
    const { closing } = this.#outbox;
    if (closing === undefined) return false;
    this.#outbox.acknowledge(closing);
    this.end();
    this.#link.closed(this.id);
    return true;
  }

  /** For the client alone: the server refused a message. */
  refuse(refusal: Refusal): void {
    // What was on its way to a server that stops, or that the session has left, is sent again to the next.
    if (refusal.error.code === "SERVER_CLOSING" || !this.#isOpen) return;
    if (this.#outbox.refuse(refusal.seq, refusal.error)) this.#refusals.next(refusal);
  }

  /** For the client alone: the session is over, as asked for or by an error. */
  end(error?: RivuletError): void {
    this.#outbox.fail(error ?? new RivuletError("SESSION_CLOSED", "expected nothing after close, came a message"));
    this.#tags.end(error);
    this.#refusals.complete();
    this.#recoveries.complete();
  }

  /** A message that is sent again brings about the same tags: those that were here are not taken twice. */
  #take({ seq, at, tags }: Tags): void {
    if (seq < this.#seq) return;
    if (seq > this.#seq) this.#at = 0;
    this.#seq = seq;
    for (const tag of tags.slice(Math.max(0, this.#at - at))) this.#tags.push(tag);
    this.#at = Math.max(this.#at, at + tags.length);
  }

  /** The server learns now and then what has come; it lets only so much be on its way. */
  #credit(): void {
    this.#results++;
    if (this.#results - this.#credited < this.#opened.limits.resultsAhead / 2) return;
    this.#credited = this.#results;
    this.#link.send({ type: "credit", session: this.id, results: this.#results });
  }

  #request(type: "flush" | "reset" | "close"): Promise<void> {
    return unawaited(this.#outbox.add((seq) => ({ type, session: this.id, seq })).done.promise);
  }

  #tokens(input: readonly string[]): { tokens: string[] }[] {
    return splitTokens(input.map(wellFormed), this.#opened.limits).map((tokens) => ({ tokens }));
  }

  /** What was held back and the text, in pieces; half a pair at the end is held back in turn. */
  #texts(input: string): { text: string }[] {
    const text = this.#halfPair + input;
    this.#halfPair = endsInHalfPair(text) ? text.slice(-1) : "";
    const whole = this.#halfPair === "" ? text : text.slice(0, -1);
    return splitText(wellFormed(whole), this.#opened.limits.textPerPush).map((text) => ({ text }));
  }
}

/** Half surrogate pairs replaced: no codec carries them. */
function wellFormed(text: string): string {
  return text.replace(loneSurrogates, "\ufffd");
}

/** A promise that a program may leave alone: where it rejects, the session's faces tell as well. */
function unawaited(promise: Promise<unknown>): Promise<void> {
  const quiet = promise.then(() => {});
  quiet.catch(() => {});
  return quiet;
}
