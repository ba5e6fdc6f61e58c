import { type ErrorCode, RivuletError } from "@rivulet/errors";
import type { ClientMessage, Opened, OpenOptions, ServerMessage, WireError } from "@rivulet/protocol";
import { firstValueFrom, timer } from "rxjs";
import { type BackoffOptions, backoff } from "./backoff.ts";
import { errorOf } from "./error-of.ts";
import { Link, type LinkOptions } from "./link.ts";
import { type SessionLink, type SessionOptions, TaggingSession } from "./tagging-session.ts";
import type { WebSocketLike } from "./web-socket.ts";

/** Refusals of a session that was open before which another attempt may not meet. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "SESSION_FENCED",
  "STORE_UNAVAILABLE",
  "LIMIT_SESSIONS",
  "MEMORY_EXHAUSTED",
  "SERVER_CLOSING",
]);

export interface OpenSessionOptions extends OpenOptions {
  /** Name of a served model; without it the server's first. */
  readonly model?: string;
}

interface Opening {
  resolve(opened: Opened): void;
  reject(error: RivuletError): void;
}

/** What the client knows of one session. */
interface Entry {
  readonly options: OpenSessionOptions;
  /** Until the first `opened`. */
  opening?: Opening;
  session?: TaggingSession;
  /** Waits between attempts to open it again. */
  retries?: Generator<number, void>;
}

/** One connection to a server, with any number of sessions on it, made anew when it is lost. Made by `connect`. */
export class RivuletClient {
  readonly #link: Link;
  readonly #reconnect: BackoffOptions | false;
  readonly #sessionOptions: SessionOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #over: Promise<void>;
  #names = 0;
  #failure: RivuletError | undefined;

  /** `socket` is open and speaks the codec's subprotocol. */
  constructor(socket: WebSocketLike, linkOptions: LinkOptions, sessionOptions: SessionOptions) {
    this.#sessionOptions = sessionOptions;
    this.#reconnect = linkOptions.reconnect;
    let settle: () => void = () => {};
    this.#over = new Promise((resolve) => {
      settle = resolve;
    });
    this.#link = new Link(socket, linkOptions, {
      isWaiting: () => [...this.#entries.values()].some(({ session }) => session?.isWaiting ?? true),
      up: () => this.#openAll(),
      message: (message) => this.#take(message),
      over: (error) => {
        this.#fail(error);
        settle();
      },
    });
  }

  /** Opens a session. Rejects with the server's refusal (MODEL_UNKNOWN, LIMIT_SESSIONS, …) or CONNECTION_LOST. */
  async open(options: OpenSessionOptions = {}): Promise<TaggingSession> {
    if (this.#failure !== undefined) throw this.#failure;
    const name = `s${++this.#names}`;
    return new Promise((resolve, reject) => {
      const link: SessionLink = this.#sessionLink();
      const entry: Entry = { options };
      entry.opening = {
        reject,
        // Made here and not after an await: the next frame may already be about this session.
        resolve: (opened) => {
          entry.session = new TaggingSession(opened, options, link, this.#sessionOptions);
          resolve(entry.session);
        },
      };
      this.#entries.set(name, entry);
      this.#sendOpen(name, entry);
    });
  }

  /** Closes the connection and with it all its sessions; resolves when it is closed. */
  async close(): Promise<void> {
    this.#link.close();
    await this.#over;
  }

  #sessionLink(): SessionLink {
    const link = this.#link;
    return {
      get isUp() {
        return link.isUp;
      },
      send: (message) => link.send(message),
      closed: (name) => this.#entries.delete(name),
    };
  }

  #openAll(): void {
    for (const [name, entry] of this.#entries) this.#sendOpen(name, entry);
  }

  #sendOpen(session: string, { options: { model, ...options }, session: known }: Entry): void {
    const resume = known?.suspend();
    const message: ClientMessage = {
      type: "open",
      session,
      options,
      ...(model === undefined ? {} : { model }),
      ...(resume === undefined ? {} : { resume }),
    };
    this.#link.send(message);
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "opened":
        this.#opened(message);
        return;
      case "tags":
      case "ack":
      case "checkpoint":
        this.#entries.get(message.session)?.session?.receive(message);
        return;
      case "error":
        this.#takeError(message);
        return;
      case "closing":
        // Work that is under way is still answered; the close that follows says the same.
        return;
    }
  }

  #opened(opened: Opened): void {
    const entry = this.#entries.get(opened.session);
    if (entry === undefined) return;
    delete entry.retries;
    const { opening } = entry;
    delete entry.opening;
    if (opening !== undefined) {
      opening.resolve(opened);
      return;
    }
    try {
      entry.session?.reopened(opened);
    } catch (error) {
      if (!(error instanceof RivuletError)) throw error;
      this.#end(opened.session, entry, error);
    }
  }

  #takeError(message: WireError): void {
    const error = errorOf(message);
    const { session: name, seq } = message;
    const entry = name === undefined ? undefined : this.#entries.get(name);
    // Without a session it is about the connection: its close follows, and says whether another attempt makes sense.
    if (name === undefined || entry === undefined) return;
    if (error.code === "SESSION_UNKNOWN" && entry.session?.closedUnheard()) return;
    if (seq !== undefined) {
      entry.session?.refuse({ seq, error });
    } else if (entry.session !== undefined && this.#reconnect !== false && passing.has(error.code)) {
      void this.#retry(name, entry, error, this.#reconnect);
    } else {
      this.#end(name, entry, error);
    }
  }

  /** Opens a session again that a server could not go on with. */
  async #retry(name: string, entry: Entry, error: RivuletError, options: BackoffOptions): Promise<void> {
    entry.retries ??= backoff(options, Math.random);
    const { value: wait } = entry.retries.next();
    if (wait === undefined) {
      this.#end(name, entry, error);
      return;
    }
    entry.session?.suspend(); // what is pushed meanwhile waits
    await firstValueFrom(timer(wait));
    // Where the connection was lost meanwhile, the next one opens all sessions.
    if (this.#link.isUp && this.#entries.get(name) === entry) this.#sendOpen(name, entry);
  }

  #end(name: string, { opening, session }: Entry, error: RivuletError): void {
    this.#entries.delete(name);
    opening?.reject(error);
    session?.end(error);
  }

  #fail(error: RivuletError): void {
    this.#failure ??= error;
    for (const [name, entry] of this.#entries) this.#end(name, entry, this.#failure);
  }
}
