import type { Connection, ConnectionEvents } from "@rivulet/server";

/** How often is looked whether output that waited has gone: WebSockets of the web do not tell. */
const DRAIN_POLL_MS = 20;

/** A WebSocket of the web as a connection of the server; it can not stop reading. */
export class WebSocketConnection implements Connection {
  readonly #socket: WebSocket;
  #events: ConnectionEvents | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
  }

  /** From now on frames and the end of the socket are told to `events`. */
  attach(events: ConnectionEvents): void {
    this.#events = events;
    this.#socket.addEventListener("message", ({ data }) => {
      events.frame(typeof data === "string" ? data : new Uint8Array(data));
    });
    this.#socket.addEventListener("close", () => {
      this.#stopPolling();
      events.closed();
    });
    // "close" follows.
    this.#socket.addEventListener("error", () => {});
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(frame as string | Uint8Array<ArrayBuffer>);
    if (this.#socket.bufferedAmount > 0) this.#poll ??= setInterval(() => this.#look(), DRAIN_POLL_MS);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #look(): void {
    if (this.#socket.bufferedAmount === 0) this.#stopPolling();
    this.#events?.drained();
  }

  #stopPolling(): void {
    if (this.#poll !== undefined) clearInterval(this.#poll);
    this.#poll = undefined;
  }
}
