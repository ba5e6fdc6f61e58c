import { connect, type Socket } from "node:net";
import type { Answers } from "./answers.ts";

/** What an upgrade says. */
export const upgradeRequest = [
  "GET / HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: rivulet.v1.json",
  "\r\n",
].join("\r\n");

const CLOSE = 0x88;

/** A TCP connection that has been upgraded, for bytes that no WebSocket library sends. */
export class RawWebSocket {
  readonly #socket: Socket;
  readonly #ended: Promise<void>;

  private constructor(socket: Socket, ended: Promise<void>, answers: Answers) {
    this.#socket = socket;
    this.#ended = ended;
    socket.on("data", (bytes: Buffer) => {
      // A close frame of the server: its own code, unmasked, behind two bytes of header.
      if (bytes.length >= 4 && bytes[0] === CLOSE) answers.closed(bytes.readUInt16BE(2));
    });
  }

  static async open(port: number, answers: Answers): Promise<RawWebSocket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    // Not `once` of node:events: it rejects where the server resets the connection, which it may.
    const ended = new Promise<void>((resolve) => socket.on("error", () => {}).once("close", () => resolve()));
    const answered = new Promise<void>((resolve) => socket.once("data", () => resolve()));
    socket.write(upgradeRequest);
    await Promise.race([answered, ended]);
    return new RawWebSocket(socket, ended, answers);
  }

  send(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Waits for the server to close, or so long; then cuts. */
  async end(patienceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), patienceMs);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** A masked frame as a client sends it; `first` holds FIN and opcode. */
export function rawFrame(first: number, payload: Uint8Array, masked = true): Uint8Array {
  const mask = [1, 2, 3, 4];
  const { length } = payload;
  const size = length < 126 ? [length] : [126, length >> 8, length & 255];
  const header = [first, size[0] | (masked ? 0x80 : 0), ...size.slice(1), ...(masked ? mask : [])];
  return Uint8Array.from([...header, ...payload.map((byte, at) => (masked ? byte ^ mask[at % 4] : byte))]);
}
