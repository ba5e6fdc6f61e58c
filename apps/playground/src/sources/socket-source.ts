import { type ReadonlySignal, signal } from "@preact/signals";
import { connect, type Recovery, type RivuletClient, type TaggingSession } from "@rivulet/client";
import type { Tag } from "@rivulet/live";
import { Plug } from "./plug.ts";
import type { TagListener, TagSource } from "./tag-source.ts";

export type Connection =
  | { readonly phase: "off" | "connecting" | "connected" | "unplugged" }
  /** Connected, after the connection was away. */
  | { readonly phase: "resumed"; readonly recovery: Recovery; readonly awayMs: number; readonly waited: number }
  | { readonly phase: "failed"; readonly message: string };

/** Attempts as long as the page is open. */
const reconnect = { initialMs: 50, maxMs: 2_000, attempts: Number.POSITIVE_INFINITY };

/** A session on the server, over a wire whose plug can be pulled. */
export class SocketSource implements TagSource {
  readonly #url: string;
  readonly #listener: TagListener;
  readonly #plug = new Plug();
  readonly #connection = signal<Connection>({ phase: "off" });
  readonly #waiting = signal(0);
  #client: RivuletClient | undefined;
  #session: Promise<TaggingSession> | undefined;
  #awaySince = 0;

  constructor(url: string, listener: TagListener) {
    this.#url = url;
    this.#listener = listener;
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#connection;
  }

  /** Pushes that have not gone out. */
  get waiting(): ReadonlySignal<number> {
    return this.#waiting;
  }

  /** Connects and opens a session of the model; where it is open, nothing. */
  open(model: string): void {
    this.#session ??= this.#open(model);
    this.#session.catch((error) => this.#fail(error));
  }

  push(text: string): void {
    void this.#use(async (session) => {
      this.#waiting.value++;
      await session.push(text).finally(() => this.#waiting.value--);
    });
  }

  reset(): void {
    void this.#use(async (session) => {
      await session.reset();
      this.#listener.cleared();
    });
  }

  pullPlug(): void {
    this.#awaySince = performance.now();
    this.#connection.value = { phase: "unplugged" };
    this.#plug.pull();
  }

  putPlugIn(): void {
    this.#connection.value = { phase: "connecting" };
    this.#plug.putIn();
  }

  async #open(model: string): Promise<TaggingSession> {
    this.#connection.value = { phase: "connecting" };
    this.#client = await connect(this.#url, { WebSocket: this.#plug.WebSocket, reconnect });
    const session = await this.#client.open({ model });
    this.#hear(session);
    this.#connection.value = { phase: "connected" };
    return session;
  }

  #hear(session: TaggingSession): void {
    const tags: Tag[] = [];
    session.tags$.subscribe({
      next: (tag) => {
        // The tags of one message come one by one, at once.
        if (tags.length === 0) queueMicrotask(() => this.#listener.tags(tags.splice(0)));
        tags.push(tag);
      },
      error: (error) => this.#fail(error),
    });
    session.refusals$.subscribe(({ error }) => this.#listener.refused(error.message));
    session.recoveries$.subscribe((recovery) => {
      const awayMs = performance.now() - this.#awaySince;
      this.#connection.value = { phase: "resumed", recovery, awayMs, waited: this.#waiting.peek() };
    });
  }

  async #use(act: (session: TaggingSession) => Promise<void>): Promise<void> {
    try {
      if (this.#session !== undefined) await act(await this.#session);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#session = undefined;
    void this.#client?.close();
    this.#client = undefined;
    this.#connection.value = { phase: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
