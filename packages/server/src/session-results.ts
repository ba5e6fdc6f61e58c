import type { Tag } from "@rivulet/live";
import type { ServerMessage, Tags } from "@rivulet/protocol";
import type { CreditWindow } from "./credit-window.ts";
import type { DurableLog } from "./durable-log.ts";
import type { Observer } from "./observer.ts";
import { TagBatch } from "./tag-batch.ts";

/** Where results go. */
export interface ResultHost {
  readonly observer: Observer;
  send(message: ServerMessage): void;
}

/** What a session tells its client of its messages: tags and acks, as far as the client's credit goes. */
export class SessionResults {
  readonly #session: string;
  readonly #epoch: number;
  readonly #host: ResultHost;
  readonly #log: DurableLog | undefined;
  readonly #credit: CreditWindow;
  readonly #batch = new TagBatch();
  /** Tags of the message at work that were sent. */
  #at = 0;

  /** `log`: of a durable session, which keeps the results that the client may not have. */
  constructor(
    { name, epoch }: { readonly name: string; readonly epoch: number },
    host: ResultHost,
    credit: CreditWindow,
    log: DurableLog | undefined,
  ) {
    this.#session = name;
    this.#epoch = epoch;
    this.#host = host;
    this.#credit = credit;
    this.#log = log;
  }

  /** Whether the client's credit covers one more. */
  get isOpen(): boolean {
    return this.#credit.isOpen;
  }

  /** Results that were sent, and of these the ones that the client has confirmed. */
  get counts(): { readonly sent: number; readonly confirmed: number } {
    const { sent, confirmed } = this.#credit;
    return { sent, confirmed };
  }

  /** The client holds so many results. Throws MESSAGE_INVALID. */
  confirm(results: number): void {
    this.#credit.confirm(results);
    this.#log?.confirmed(results);
  }

  /** Sends tags of the message `seq` where they fill a message of their own; else they wait for `finish`. */
  add(tags: Tag[], seq: number): void {
    if (tags.length === 0) return;
    this.#batch.add(tags);
    if (this.#batch.isFull) this.#sendBatch(seq, []);
  }

  /** Sends the last tags of message `seq`, which has no more steps, and what waited for them. */
  finish(tags: Tag[], seq: number): void {
    this.#sendBatch(seq, tags);
    this.#at = 0;
  }

  ack(seq: number): void {
    this.#credit.send();
    this.#host.send({ type: "ack", session: this.#session, epoch: this.#epoch, seq });
  }

  /** Sends results again that a session of an older epoch left. */
  resend(results: readonly Tags[]): void {
    for (const tags of results) this.#send({ ...tags, session: this.#session, epoch: this.#epoch });
  }

  #sendBatch(seq: number, last: Tag[]): void {
    const tags = this.#batch.take(last);
    if (tags.length === 0) return;
    this.#send({ type: "tags", session: this.#session, epoch: this.#epoch, seq, at: this.#at, tags });
    this.#at += tags.length;
    let revisions = 0;
    for (const { delay, final } of tags) if (delay > 0 && !final) revisions++;
    this.#host.observer.tags(tags.length, revisions);
  }

  #send(tags: Tags): void {
    const ordinal = this.#credit.send();
    this.#log?.sent(ordinal, tags);
    this.#host.send(tags);
  }
}
