import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that can cut every connection through it, wherever in a frame it happens to be. */
export class CuttingProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((down) => {
    const up = connect(this.target, "127.0.0.1");
    for (const [from, to] of [
      [down, up],
      [up, down],
    ]) {
      this.#sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  /** The port that new connections go to. */
  target: number;

  constructor(target: number) {
    this.target = target;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Carries nothing more over the connections that there are, and closes none. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }
}
