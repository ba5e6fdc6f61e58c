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
  readonly #messages: ((message: ServerMessage) => void)[] = [];

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
    const opened = socket.next();
    socket.send(codecFor(subprotocol).encode({ type: "open", session: "a" }));
    await Promise.race([opened, socket.#closed]);
    return socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** The next message that comes. */
  next(): Promise<ServerMessage> {
    return new Promise((resolve) => this.#messages.push(resolve));
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
    this.#messages.shift()?.(message);
  }
}
