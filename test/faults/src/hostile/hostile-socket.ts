import { codecFor, decodeServerMessage, type Frame, type ServerMessage, type Subprotocol } from "@rivulet/protocol";
import { WebSocket } from "ws";
import type { Answers } from "./answers.ts";

const limits = { frameBytes: 1_048_576, nestingDepth: 8 };

/** A WebSocket that sends what it likes, and has every answer written down. */
export class HostileSocket {
  readonly #socket: WebSocket;
  readonly #subprotocol: Subprotocol;
  readonly #answers: Answers;
  readonly #closed: Promise<void>;
  readonly #awaited = new Map<string, (message: ServerMessage) => void>();

  private constructor(address: string, subprotocol: Subprotocol, answers: Answers) {
    this.#subprotocol = subprotocol;
    this.#answers = answers;
    this.#socket = new WebSocket(address, [subprotocol]);
    this.#socket.on("message", (data, isBinary) => this.#take(isBinary ? (data as Buffer) : String(data)));
    this.#socket.on("error", () => {});
    this.#closed = new Promise((resolve) => {
      this.#socket.on("close", (code) => {
        answers.closed(code);
        resolve();
      });
    });
  }

  /** With session "a" open. */
  static async open(address: string, subprotocol: Subprotocol, answers: Answers): Promise<HostileSocket> {
    const socket = new HostileSocket(address, subprotocol, answers);
    await new Promise<void>((resolve, reject) => socket.#socket.once("open", resolve).once("error", reject));
    const opened = socket.coming("opened");
    socket.send(codecFor(subprotocol).encode({ type: "open", session: "a" }));
    await Promise.race([opened, socket.#closed]);
    return socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** The next message of the type; to be asked for before it can come. */
  coming<Type extends ServerMessage["type"]>(type: Type): Promise<Extract<ServerMessage, { type: Type }>> {
    return new Promise((resolve) => {
      this.#awaited.set(type, (message) => resolve(message as Extract<ServerMessage, { type: Type }>));
    });
  }

  send(frame: Frame): void {
    if (this.isOpen) this.#socket.send(frame);
  }

  /** Resolves when the server has seen all that was sent, or has closed. */
  async settled(): Promise<void> {
    if (!this.isOpen) return this.#closed;
    const ponged = new Promise<void>((resolve) => this.#socket.once("pong", () => resolve()));
    this.#socket.ping();
    await Promise.race([ponged, this.#closed]);
  }

  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.#closed;
  }

  #take(frame: Frame): void {
    const message = decodeServerMessage(codecFor(this.#subprotocol), frame, limits);
    if (message.type === "error") this.#answers.refused(message.code);
    this.#awaited.get(message.type)?.(message);
  }
}
