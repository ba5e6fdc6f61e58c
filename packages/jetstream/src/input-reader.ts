import type { ConsumerMessages, JetStreamClient, JsMsg } from "@nats-io/jetstream";

/** Messages that are fetched ahead, at most. */
const AHEAD = 2_048;

/**
 * Reads a subject of a stream in order from a position on. JetStream's ordered consumer: it acknowledges nothing, for the
 * position is the reader's own; a gap makes it begin again where it was.
 */
export class InputReader {
  readonly #messages: ConsumerMessages;
  #queue: JsMsg[] = [];
  #failure: unknown;
  #ended = false;
  #wake = (): void => {};

  private constructor(messages: ConsumerMessages) {
    this.#messages = messages;
    void this.#pump();
  }

  static async open(client: JetStreamClient, stream: string, subject: string, after: number): Promise<InputReader> {
    const consumer = await client.consumers.get(stream, {
      filter_subjects: subject,
      opt_start_seq: after + 1,
      inactive_threshold: 60_000,
    });
    return new InputReader(await consumer.consume({ max_messages: AHEAD, expires: 10_000 }));
  }

  /** What has come, at most `count`; waits for the first at most `waitMs`. Rejects where no more will come. */
  async take(count: number, waitMs: number): Promise<JsMsg[]> {
    if (this.#queue.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#queue.length === 0 && this.#ended) throw this.#failure ?? new Error("the consumer has ended");
    const taken = this.#queue.splice(0, count);
    this.#wake();
    return taken;
  }

  close(): void {
    this.#messages.stop();
    this.#queue = [];
    this.#wake();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #pump(): Promise<void> {
    try {
      for await (const message of this.#messages) {
        this.#queue.push(message);
        this.#wake();
        // The iterator asks for more only as it is read: so a slow worker fetches no further ahead.
        if (this.#queue.length >= AHEAD) await this.#room();
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#ended = true;
    this.#wake();
  }
}
