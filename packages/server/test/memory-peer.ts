import {
  codecFor,
  decodeServerMessage,
  defaultLimits,
  type Frame,
  type NumberedMessage,
  type ServerMessage,
  type Subprotocol,
  type Tag,
} from "@rivulet/protocol";
import type { Connection, ServedConnection } from "../src/connection.ts";
import type { Identity } from "../src/identity.ts";
import type { RivuletServer } from "../src/rivulet-server.ts";

type Unnumbered<M> = M extends NumberedMessage ? Omit<M, "seq"> : never;

/** The client's end of a connection that is kept in memory: all that the server sent, in order. */
export class MemoryPeer implements Connection {
  readonly received: ServerMessage[] = [];
  bufferedAmount = 0;
  paused = false;
  closeCode: number | undefined;
  closeReason = "";
  readonly events: ServedConnection;
  readonly #codec;
  readonly #seqs = new Map<string, number>();

  constructor(server: RivuletServer, subprotocol: Subprotocol = "rivulet.v1.msgpack", identity?: Identity) {
    this.#codec = codecFor(subprotocol);
    this.events = server.accept(this, subprotocol, identity);
  }

  send(frame: Frame): void {
    this.received.push(decodeServerMessage(this.#codec, frame, { ...defaultLimits, frameBytes: 1_048_576 }));
  }

  close(code: number, reason: string): void {
    this.closeCode = code;
    this.closeReason = reason;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  open(session: string, model?: string): void {
    this.raw({ type: "open", session, ...(model === undefined ? {} : { model }) });
  }

  /** Sends a message with the next number of its session. */
  tell(message: Unnumbered<NumberedMessage>): number {
    const seq = (this.#seqs.get(message.session) ?? 0) + 1;
    this.#seqs.set(message.session, seq);
    this.raw({ ...message, seq });
    return seq;
  }

  raw(message: unknown): void {
    this.events.frame(this.#codec.encode(message as NumberedMessage));
  }

  of<T extends ServerMessage["type"]>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.received.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);
  }

  tags(session: string): Tag[] {
    return this.of("tags")
      .filter((message) => message.session === session)
      .flatMap(({ tags }) => tags);
  }

  errors(): string[] {
    return this.of("error").map(({ code }) => code);
  }
}
