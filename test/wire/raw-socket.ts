import {
  type Codec,
  codecFor,
  decodeServerMessage,
  defaultLimits,
  type Frame,
  type ServerMessage,
  type Subprotocol,
} from "@rivulet/protocol";
import { nodeWebSocket } from "@rivulet/runtime-node";

const limits = { ...defaultLimits, frameBytes: 1_048_576 };

/** A real WebSocket without the client's good manners: sends any frame, and hands out what comes in order. */
export class RawSocket {
  readonly codec: Codec;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket;
  readonly #opened: Promise<void>;
  readonly #received: ServerMessage[] = [];
  readonly #waiting: ((message: ServerMessage) => void)[] = [];

  private constructor(address: string, subprotocol: Subprotocol) {
    this.codec = codecFor(subprotocol);
    this.#socket = new nodeWebSocket(address, [subprotocol]);
    this.#socket.binaryType = "arraybuffer";
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.addEventListener("open", () => resolve());
      this.#socket.addEventListener("error", reject);
    });
    this.closed = new Promise((resolve) => {
      this.#socket.addEventListener("close", resolve);
    });
    this.#socket.addEventListener("message", ({ data }) => {
      const frame = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
      const message = decodeServerMessage(this.codec, frame, limits);
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(message);
      else waiting(message);
    });
  }

  static async connect(address: string, subprotocol: Subprotocol): Promise<RawSocket> {
    const socket = new RawSocket(address, subprotocol);
    await socket.#opened;
    return socket;
  }

  /** The next message from the server. */
  next(): Promise<ServerMessage> {
    const message = this.#received.shift();
    return message === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(message);
  }

  sendFrame(frame: Frame): void {
    this.#socket.send(frame);
  }

  /** Sends any value in the socket's codec. */
  send(value: unknown): void {
    this.sendFrame(this.codec.encode(value as ServerMessage));
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Reads no more: what the server sends piles up. */
  stopReading(): void {
    (this.#socket as unknown as { pause(): void }).pause();
  }

  /** Is gone without a word: no closing handshake. */
  vanish(): void {
    (this.#socket as unknown as { terminate(): void }).terminate();
  }
}
