import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Recovery, type RivuletClient, type TaggingSession } from "@rivulet/client";
import { nodeWebSocket } from "@rivulet/runtime-node";
import { Heard } from "./heard.ts";
import { type Action, Script } from "./script.ts";

const reconnect = { initialMs: 50, maxMs: 1_000, attempts: 1_000 };

export interface FaultClientOptions {
  readonly address: string;
  readonly seed: number;
  readonly durable: boolean;
  /** From one action to the next, on average. */
  readonly everyMs: number;
}

/** A program that uses the client as anyone would, over one connection, and writes down all that happens. */
export class FaultClient {
  readonly seed: number;
  readonly heard = new Heard();
  /** When each action was begun and each tag came, in milliseconds of `performance.now()`. */
  readonly begun: number[] = [];
  readonly came: number[] = [];
  readonly recoveries: (Recovery & { readonly at: number })[] = [];
  failure: unknown;
  /** Whether it said all, heard all and closed. */
  isDone = false;
  readonly #options: FaultClientOptions;
  #client: RivuletClient | undefined;
  #session: TaggingSession | undefined;

  constructor(options: FaultClientOptions) {
    this.seed = options.seed;
    this.#options = options;
  }

  /** Connects and opens, however often that takes; from there on the client has to hold by itself. */
  async open(): Promise<void> {
    const { address, seed, durable } = this.#options;
    const codec = seed % 2 === 0 ? "msgpack" : "json";
    while (this.#session === undefined) {
      try {
        this.#client = await connect(address, { WebSocket: nodeWebSocket, codec, reconnect });
        this.#session = await this.#client.open({ durable });
      } catch {
        await this.#client?.close();
        await sleep(50);
      }
    }
  }

  /** Says its script until told to stop, then flushes and closes. */
  async run(isOver: () => boolean): Promise<void> {
    const session = this.#session;
    if (session === undefined) throw new Error("expected open before run");
    session.recoveries$.subscribe((recovery) => this.recoveries.push({ ...recovery, at: performance.now() }));
    session.tags$.subscribe({
      next: (tag) => {
        this.came.push(performance.now());
        this.heard.add(tag);
      },
      error: (error) => {
        this.failure ??= error;
      },
    });
    try {
      await this.#speak(session, isOver);
      this.isDone = true;
    } catch (error) {
      this.failure ??= error;
    }
    await this.#client?.close();
  }

  async #speak(session: TaggingSession, isOver: () => boolean): Promise<void> {
    const script = new Script(this.seed);
    await sleep(Math.random() * this.#options.everyMs);
    while (!isOver() && this.failure === undefined) {
      this.begun.push(performance.now());
      act(session, script.next()).catch((error) => {
        this.failure ??= error;
      });
      await sleep(2 * Math.random() * this.#options.everyMs);
    }
    await session.flush();
    await session.close();
  }
}

function act(session: TaggingSession, action: Action): Promise<void> {
  switch (action.kind) {
    case "tokens":
      return session.push(action.tokens);
    case "text":
      return session.push(action.text);
    case "flush":
      return session.flush();
    case "reset":
      return session.reset();
  }
}
