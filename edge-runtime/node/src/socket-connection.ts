import type { Duplex } from "node:stream";
import type { Frame } from "@rivulet/protocol";
import type { Connection, ConnectionEvents } from "@rivulet/server";
import type { WebSocket } from "ws";
import { serverFrameBytes, writeServerFrame } from "./server-frame.ts";
import { endTurn, putAtEndOfTurn, type TurnReceiver } from "./turn-output.ts";

/**
 * A `ws` socket as a connection of the server. ws gives each message to the network on its own, in two pieces, header and
 * content; here all messages of a turn of the event loop, such as the results of a message and its ack, go in one.
 */
export class SocketConnection implements Connection, TurnReceiver {
  readonly #socket: WebSocket;
  /** What it stands on. */
  readonly #wire: Duplex;
  /** So many bytes that wait for the network are nothing that the server wants to hear of. */
  readonly #quietBytes: number;
  /** One function for all writes. */
  #drained: () => void = () => {};
  /** Bytes of frames that have no place in a buffer. */
  #waiting = 0;
  /** Of the frames that are put, and how far it is filled. */
  #buffer: Buffer | undefined;
  #filled = 0;

  /** `outputBytes`: what may wait before the sessions of the connection do. */
  constructor(socket: WebSocket, wire: Duplex, outputBytes: number) {
    this.#socket = socket;
    this.#wire = wire;
    this.#quietBytes = outputBytes / 2;
  }

  /** From now on frames and the end of the socket are told to `events`. */
  attach(events: ConnectionEvents): void {
    this.#drained = () => events.drained();
    this.#socket.binaryType = "fragments";
    this.#socket.on("message", (data, isBinary) => events.frame(isBinary ? taken(data as Buffer[]) : data.toString()));
    this.#socket.on("close", () => events.closed());
    this.#socket.on("error", ignore);
  }

  get bufferedAmount(): number {
    return this.#waiting + this.#wire.writableLength;
  }

  send(frame: Frame): void {
    this.#waiting += serverFrameBytes(frame);
    putAtEndOfTurn(this, frame);
  }

  put(frame: Frame): void {
    if (this.#buffer === undefined) {
      this.#buffer = Buffer.allocUnsafe(this.#waiting);
      this.#waiting = 0;
    }
    const buffer = this.#buffer;
    this.#filled = writeServerFrame(frame, buffer, this.#filled);
    if (this.#filled < buffer.length) return;
    this.#buffer = undefined;
    this.#filled = 0;
    if (this.#socket.readyState === this.#socket.OPEN) this.#write(buffer);
  }

  /** To be called back costs a turn of its own: only where so much waits that it matters when it is gone. */
  #write(buffer: Buffer): void {
    if (this.bufferedAmount + buffer.length > this.#quietBytes) {
      this.#wire.write(buffer, this.#drained);
      return;
    }
    this.#wire.write(buffer);
    this.#drained();
  }

  close(code: number, reason: string): void {
    endTurn(); // what was sent before goes before
    // A paused socket would never see the client's side of the closing handshake.
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/**
 * The bytes of a message. ws leaves the array that held them to the collector, but an array made at the message before is
 * old by then, and what an old one holds lives until the next full collection: half a kilobyte a message.
 */
function taken(fragments: Buffer[]): Buffer {
  const bytes = fragments.length === 1 ? fragments[0] : Buffer.concat(fragments);
  fragments.length = 0;
  return bytes;
}

/** ws closes the socket itself after an error (with 1009 or 1007 where it has a name), "close" follows. */
function ignore(): void {}
