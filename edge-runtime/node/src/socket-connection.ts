import type { Duplex } from "node:stream";
import type { Connection, ConnectionEvents } from "@rivulet/server";
import type { WebSocket } from "ws";
import { corkUntilEndOfTurn } from "./cork.ts";

/** A `ws` socket as a connection of the server. */
export class SocketConnection implements Connection {
  readonly #socket: WebSocket;
  /** What it stands on. */
  readonly #wire: Duplex;
  /** One function for all frames: ws calls it when a frame is with the network. */
  #drained: (() => void) | undefined;

  constructor(socket: WebSocket, wire: Duplex) {
    this.#socket = socket;
    this.#wire = wire;
  }

  /** From now on frames and the end of the socket are told to `events`. */
  attach(events: ConnectionEvents): void {
    this.#drained = () => events.drained();
    this.#socket.on("message", (data, isBinary) => {
      const bytes = data as Buffer;
      events.frame(isBinary ? bytes : bytes.toString());
    });
    this.#socket.on("close", () => events.closed());
    this.#socket.on("error", ignore);
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string | Uint8Array): void {
    corkUntilEndOfTurn(this.#wire);
    this.#socket.send(frame, this.#drained);
  }

  close(code: number, reason: string): void {
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

/** ws closes the socket itself after an error (with 1009 or 1007 where it has a name), "close" follows. */
function ignore(): void {}
