import { type ErrorCode, RivuletError } from "@rivulet/errors";
import {
  type ClientMessage,
  type Codec,
  decodeServerMessage,
  errorOfClose,
  type ServerMessage,
} from "@rivulet/protocol";
import { firstValueFrom, interval, timer } from "rxjs";
import { type BackoffOptions, backoff } from "./backoff.ts";
import type { WebSocketLike } from "./web-socket.ts";

/** A server's messages are larger than a client's, and still bounded. */
const frameLimits = { frameBytes: 1_048_576, nestingDepth: 8 };

/** What a close says that another attempt would not change. */
const hopeless: ReadonlySet<ErrorCode> = new Set([
  "AUTH_REQUIRED",
  "AUTH_FAILED",
  "ORIGIN_REFUSED",
  "SUBPROTOCOL_REFUSED",
  "FRAME_TOO_LARGE",
  "FRAME_MALFORMED",
  "LIMIT_ERRORS",
]);

export interface LinkOptions {
  readonly codec: Codec;
  readonly openSocket: () => Promise<WebSocketLike>;
  /** False: a lost connection stays lost. */
  readonly reconnect: BackoffOptions | false;
  /** A server that owes an answer and says nothing for so long is taken for gone. */
  readonly silenceMs: number;
}

/** What a link tells of. */
export interface LinkEvents {
  /** Whether the server owes an answer. */
  isWaiting(): boolean;
  /** A connection is there, the first or another. */
  up(): void;
  message(message: ServerMessage): void;
  /** There will be no more connection. */
  over(error: RivuletError): void;
}

/** One connection to a server over as many sockets, one after the other, as it takes. */
export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  #socket: WebSocketLike | undefined;
  #over = false;
  #heard = false;
  /** Why it was ended, where it was. */
  #error: RivuletError | undefined;

  /** `socket` is open. */
  constructor(socket: WebSocketLike, options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#use(socket);
  }

  get isUp(): boolean {
    return this.#socket !== undefined;
  }

  /** Only while up. */
  send(message: ClientMessage): void {
    this.#socket?.send(this.#options.codec.encode(message));
  }

  /** Ends the link for good. */
  close(error = new RivuletError("CONNECTION_LOST", "expected an open connection, came its end as asked for")): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    if (this.#socket === undefined) this.#events.over(error);
    else this.#socket.close(1000);
  }

  #use(socket: WebSocketLike): void {
    this.#socket = socket;
    const silence = interval(this.#options.silenceMs).subscribe(() => this.#listen(socket));
    socket.addEventListener("message", ({ data }) => this.#receive(socket, data));
    socket.addEventListener("close", ({ code, reason }) => {
      silence.unsubscribe();
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#lost(new RivuletError(errorOfClose(code), `expected an open connection, came close ${code} ${reason}`));
    });
  }

  /** A network that went away closes no socket: only silence tells. */
  #listen(socket: WebSocketLike): void {
    const silent = !this.#heard && this.#events.isWaiting();
    this.#heard = false;
    if (!silent || this.#socket !== socket) return;
    this.#socket = undefined;
    socket.close(1000);
    this.#lost(new RivuletError("CONNECTION_LOST", `expected an answer in ${this.#options.silenceMs} ms, came none`));
  }

  #receive(socket: WebSocketLike, data: unknown): void {
    if (this.#socket !== socket) return;
    this.#heard = true;
    try {
      const frame = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
      this.#events.message(decodeServerMessage(this.#options.codec, frame, frameLimits));
    } catch (error) {
      if (!(error instanceof RivuletError)) throw error;
      this.close(error);
    }
  }

  #lost(error: RivuletError): void {
    const { reconnect } = this.#options;
    if (this.#over || reconnect === false || hopeless.has(error.code)) {
      this.#over = true;
      this.#events.over(this.#error ?? error);
      return;
    }
    void this.#reconnect(reconnect, error);
  }

  async #reconnect(options: BackoffOptions, error: RivuletError): Promise<void> {
    for (const wait of backoff(options, Math.random)) {
      await firstValueFrom(timer(wait));
      if (this.#over) return;
      const socket = await this.#options.openSocket().catch(() => undefined);
      if (socket === undefined) continue;
      if (this.#over) {
        socket.close(1000);
        return;
      }
      this.#use(socket);
      this.#events.up();
      return;
    }
    this.#over = true;
    this.#events.over(error);
  }
}
