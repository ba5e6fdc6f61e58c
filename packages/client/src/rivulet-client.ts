import { RivuletError } from "@rivulet/errors";
import {
  type ClientMessage,
  type Codec,
  decodeServerMessage,
  errorOfClose,
  type Opened,
  type OpenOptions,
  type ServerMessage,
  type WireError,
} from "@rivulet/protocol";
import { errorOf } from "./error-of.ts";
import { type SessionLink, type SessionOptions, TaggingSession } from "./tagging-session.ts";
import type { WebSocketLike } from "./web-socket.ts";

/** A server's messages are larger than a client's, and still bounded. */
const frameLimits = { frameBytes: 1_048_576, nestingDepth: 8 };

export interface OpenSessionOptions extends OpenOptions {
  /** Name of a served model; without it the server's first. */
  readonly model?: string;
}

interface Opening {
  resolve(opened: Opened): void;
  reject(error: RivuletError): void;
}

/** One connection to a server, with any number of sessions on it. Made by `connect`. */
export class RivuletClient {
  readonly #socket: WebSocketLike;
  readonly #codec: Codec;
  readonly #sessionOptions: SessionOptions;
  readonly #openings = new Map<string, Opening>();
  readonly #sessions = new Map<string, TaggingSession>();
  readonly #closed: Promise<void>;
  #names = 0;
  #failure: RivuletError | undefined;

  /** `socket` is open and speaks the codec's subprotocol. */
  constructor(socket: WebSocketLike, codec: Codec, sessionOptions: SessionOptions) {
    this.#socket = socket;
    this.#codec = codec;
    this.#sessionOptions = sessionOptions;
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    this.#closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => {
        this.#fail(new RivuletError(errorOfClose(code), `expected an open connection, came close ${code} ${reason}`));
        resolve();
      });
    });
  }

  /** Opens a session. Rejects with the server's refusal (MODEL_UNKNOWN, LIMIT_SESSIONS, …) or CONNECTION_LOST. */
  async open({ model, ...options }: OpenSessionOptions = {}): Promise<TaggingSession> {
    if (this.#failure !== undefined) throw this.#failure;
    const session = `s${++this.#names}`;
    return new Promise((resolve, reject) => {
      const link: SessionLink = {
        send: (message) => this.#send(message),
        closed: (id) => this.#sessions.delete(id),
      };
      this.#openings.set(session, {
        reject,
        // Made here and not after an await: the next frame may already be about this session.
        resolve: (opened) => {
          const made = new TaggingSession(opened, link, this.#sessionOptions);
          this.#sessions.set(session, made);
          resolve(made);
        },
      });
      this.#send({ type: "open", session, ...(model === undefined ? {} : { model }), options });
    });
  }

  /** Closes the connection and with it all its sessions; resolves when it is closed. */
  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.#closed;
  }

  #send(message: ClientMessage): void {
    this.#socket.send(this.#codec.encode(message));
  }

  #receive(data: unknown): void {
    try {
      const frame = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
      this.#take(decodeServerMessage(this.#codec, frame, frameLimits));
    } catch (error) {
      if (!(error instanceof RivuletError)) throw error;
      this.#fail(error);
      this.#socket.close(1000);
    }
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case "opened":
        this.#openings.get(message.session)?.resolve(message);
        this.#openings.delete(message.session);
        return;
      case "tags":
      case "ack":
        this.#sessions.get(message.session)?.receive(message);
        return;
      case "error":
        this.#takeError(message);
        return;
      case "closing":
        // Work that is under way is still answered; the close that follows says the same.
        return;
    }
  }

  #takeError(message: WireError): void {
    const error = errorOf(message);
    const { session: id, seq } = message;
    if (id === undefined) {
      this.#fail(error);
      this.#socket.close(1000);
    } else if (seq !== undefined) {
      this.#sessions.get(id)?.refuse({ seq, error });
    } else {
      this.#openings.get(id)?.reject(error);
      this.#openings.delete(id);
      this.#sessions.get(id)?.end(error);
      this.#sessions.delete(id);
    }
  }

  #fail(error: RivuletError): void {
    this.#failure ??= error;
    for (const opening of this.#openings.values()) opening.reject(this.#failure);
    for (const session of this.#sessions.values()) session.end(this.#failure);
    this.#openings.clear();
    this.#sessions.clear();
  }
}
