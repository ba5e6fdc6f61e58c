import { connect, type Socket } from "node:net";

const HEADER_END = Buffer.from("\r\n\r\n");
const BINARY = 0x82;
const MASKED = 0x80;
const LONGEST_SHORT = 125;

/** Enough for one connection: the server checks its form alone. */
const upgrade = Buffer.from(
  [
    "GET / HTTP/1.1",
    "Host: localhost",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: rivulet.v1.msgpack",
    "\r\n",
  ].join("\r\n"),
);

/** A frame as a client sends it. The mask is zero, so that masking costs the generator nothing; the server unmasks all the same. */
export function clientFrame(payload: Uint8Array): Buffer {
  const { length } = payload;
  const isShort = length <= LONGEST_SHORT;
  const frame = Buffer.alloc((isShort ? 6 : 8) + length);
  frame[0] = BINARY;
  frame[1] = MASKED | (isShort ? length : 126);
  if (!isShort) frame.writeUInt16BE(length, 2);
  frame.set(payload, frame.length - length);
  return frame;
}

/** As little of a WebSocket client as can be, so that on few cores the server has the time and not the generator. */
export class LeanSocket {
  readonly #socket: Socket;
  readonly #onFrame: (payload: Buffer) => void;
  #rest: Buffer | undefined;
  #isUpgraded = false;
  readonly #onOpen: () => void;

  constructor(port: number, onOpen: () => void, onFrame: (payload: Buffer) => void, onClose: () => void) {
    this.#onOpen = onOpen;
    this.#onFrame = onFrame;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (bytes: Buffer) => this.#take(bytes));
    this.#socket.on("error", () => {});
    this.#socket.on("close", onClose);
    this.#socket.write(upgrade);
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    let rest = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = undefined;
    if (!this.#isUpgraded) {
      const end = rest.indexOf(HEADER_END);
      if (end < 0) {
        this.#rest = rest;
        return;
      }
      this.#isUpgraded = true;
      rest = rest.subarray(end + HEADER_END.length);
      this.#onOpen();
    }
    while (rest.length >= 2) {
      const isLong = rest[1] > LONGEST_SHORT;
      if (isLong && rest.length < 4) break;
      const start = isLong ? 4 : 2;
      const end = start + (isLong ? rest.readUInt16BE(2) : rest[1]);
      if (rest.length < end) break;
      if (rest[0] === BINARY) this.#onFrame(rest.subarray(start, end));
      rest = rest.subarray(end);
    }
    if (rest.length > 0) this.#rest = rest;
  }
}
