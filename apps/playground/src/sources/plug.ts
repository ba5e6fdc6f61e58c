import type { WebSocketConstructor, WebSocketLike } from "@rivulet/client";

type Listener = (event: never) => void;

/**
 * The wire between the page and the server. Pulled, it cuts what is connected: nothing more comes or goes, as with a cable.
 * Who connects meanwhile waits until it is back in.
 */
export class Plug {
  readonly WebSocket: WebSocketConstructor;
  readonly #open = new Set<PluggedSocket>();
  #waiting: (() => void)[] = [];
  #isIn = true;

  constructor() {
    const plug = this;
    this.WebSocket = class extends PluggedSocket {
      constructor(url: string, protocols: string[]) {
        super();
        const begin = () => {
          this.begin(new WebSocket(url, protocols));
          plug.#open.add(this);
        };
        if (plug.#isIn) begin();
        else plug.#waiting.push(begin);
      }
    };
  }

  pull(): void {
    this.#isIn = false;
    for (const socket of this.#open) socket.cut();
    this.#open.clear();
  }

  putIn(): void {
    this.#isIn = true;
    for (const begin of this.#waiting.splice(0)) begin();
  }
}

/** A WebSocket that begins when the plug is in and can be cut. */
class PluggedSocket implements WebSocketLike {
  readonly #listeners: [type: string, listener: Listener][] = [];
  #binaryType: BinaryType = "blob";
  #socket: WebSocket | undefined;
  #cut = false;

  get protocol(): string {
    return this.#socket?.protocol ?? "";
  }

  get binaryType(): string {
    return this.#binaryType;
  }

  set binaryType(type: string) {
    this.#binaryType = type as BinaryType;
    if (this.#socket !== undefined) this.#socket.binaryType = this.#binaryType;
  }

  begin(socket: WebSocket): void {
    this.#socket = socket;
    socket.binaryType = this.#binaryType;
    for (const type of ["open", "message", "error", "close"]) {
      socket.addEventListener(type, (event) => this.#hear(type, event));
    }
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push([type, listener]);
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (!this.#cut) this.#socket?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#socket?.close(code, reason);
  }

  /** For both ends the connection is gone; 1006 is what a browser says of one that was lost. */
  cut(): void {
    this.#hear("close", { code: 1006, reason: "the plug was pulled" });
    this.#cut = true;
    this.#socket?.close();
  }

  #hear(type: string, event: object): void {
    if (this.#cut) return;
    for (const [wanted, listener] of this.#listeners) if (wanted === type) listener(event as never);
  }
}
