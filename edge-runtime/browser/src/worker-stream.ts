import type { Tag, TextTaggerOptions } from "@rivulet/live";
import type { WorkerCalls } from "./worker-calls.ts";
import type { StreamCalls } from "./worker-messages.ts";

/** One stream being tagged in a worker; calls are answered in their order. The methods are those of `TextTagger`. */
export class WorkerStream {
  readonly #calls: WorkerCalls;
  readonly #stream: number;
  /** Rejects every call where the stream could not be opened. */
  readonly #opened: Promise<void>;

  constructor(calls: WorkerCalls, stream: number, options: TextTaggerOptions) {
    this.#calls = calls;
    this.#stream = stream;
    this.#opened = calls.ask({ call: "open", stream, options });
    this.#opened.catch(() => {});
  }

  push(chunk: string): Promise<Tag[]> {
    return this.#ask("push", chunk);
  }

  pushToken(token: string): Promise<Tag[]> {
    return this.#ask("token", token);
  }

  flush(): Promise<Tag[]> {
    return this.#ask("flush");
  }

  async reset(): Promise<void> {
    await this.#ask("reset");
  }

  snapshot(): Promise<Uint8Array> {
    return this.#ask("snapshot");
  }

  async restore(bytes: Uint8Array): Promise<void> {
    await this.#ask("restore", bytes);
  }

  /** Gives the stream's memory back. */
  async dispose(): Promise<void> {
    await this.#ask("dispose");
  }

  async #ask<Name extends keyof StreamCalls>(
    call: Name,
    input?: StreamCalls[Name]["input"],
  ): Promise<StreamCalls[Name]["result"]> {
    const asked = this.#calls.ask<StreamCalls[Name]["result"]>({ call, stream: this.#stream, input } as never);
    const [, result] = await Promise.all([this.#opened, asked]);
    return result;
  }
}
