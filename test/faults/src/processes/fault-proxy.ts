import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** How long a server's end of a connection stays open whose client is gone. */
const ABANDONED_MS = 10_000;

/** One connection: the client's end and the server's. */
interface Pair {
  readonly down: Socket;
  readonly up: Socket;
}

/** The one port of a fleet: forwards to `target`, and makes the trouble that networks make. */
export class FaultProxy {
  /** The port that new connections go to. */
  target = 0;
  readonly #pairs = new Set<Pair>();
  readonly #doomed = new Set<Pair>();
  readonly #server = createServer({ noDelay: true }, (down) => this.#join(down));

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1", 4_096);
    await once(this.#server, "listening");
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are not about to be cut. */
  get connections(): number {
    return this.#pairs.size - this.#doomed.size;
  }

  /** Cuts this share of the connections in the middle of the next bytes that come, in either direction. */
  cutMidFrame(share: number): number {
    let cut = 0;
    for (const pair of this.#pairs) {
      if (Math.random() >= share) continue;
      this.#doomed.add(pair);
      cut++;
    }
    return cut;
  }

  /** The clients lose their connections; the server is not told for a while. */
  abandon(): void {
    for (const pair of this.#pairs) {
      this.#pairs.delete(pair);
      pair.down.unpipe();
      pair.down.removeAllListeners("close").destroy();
      setTimeout(() => pair.up.destroy(), ABANDONED_MS).unref();
    }
  }

  close(): void {
    this.#server.close();
    for (const { down, up } of this.#pairs) {
      down.destroy();
      up.destroy();
    }
  }

  #join(down: Socket): void {
    const up = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    const pair = { down, up };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [down, up],
      [up, down],
    ]) {
      from.on("error", () => {});
      from.on("data", (bytes: Buffer) => this.#forward(pair, from, to, bytes));
      to.on("drain", () => from.resume());
      from.on("close", () => {
        this.#pairs.delete(pair);
        this.#doomed.delete(pair);
        to.destroy();
      });
    }
  }

  #forward(pair: Pair, from: Socket, to: Socket, bytes: Buffer): void {
    if (this.#doomed.delete(pair)) {
      to.end(bytes.subarray(0, Math.floor(Math.random() * bytes.length)));
      from.destroy();
    } else if (!to.destroyed && !to.write(bytes)) {
      from.pause();
    }
  }
}
