import type { FaultProxy } from "./fault-proxy.ts";
import { ServerProcess, type ServerSettings } from "./server-process.ts";

/** Two server processes in turn behind one port: one serves, the other stands by. */
export class Fleet {
  readonly #proxy: FaultProxy;
  readonly #settings: () => ServerSettings;
  #serving: ServerProcess;
  #standby: Promise<ServerProcess>;
  /** What the processes wrote to standard error. */
  complaints = "";

  private constructor(proxy: FaultProxy, settings: () => ServerSettings, first: ServerProcess) {
    this.#proxy = proxy;
    this.#settings = settings;
    this.#serving = first;
    this.#standby = ServerProcess.start(settings());
    proxy.target = first.port;
  }

  /** `settings` is asked anew for each process. */
  static async start(proxy: FaultProxy, settings: () => ServerSettings): Promise<Fleet> {
    return new Fleet(proxy, settings, await ServerProcess.start(settings()));
  }

  get serving(): ServerProcess {
    return this.#serving;
  }

  /** Resolves when the other process stands by. */
  async prepared(): Promise<void> {
    await this.#standby;
  }

  /** New connections go to the other process from now on; gives the one that served. */
  async turn(): Promise<ServerProcess> {
    const old = this.#serving;
    this.#serving = await this.#standby;
    this.#proxy.target = this.#serving.port;
    this.#standby = ServerProcess.start(this.#settings());
    return old;
  }

  /** The other process takes over; the one that served gets the signal. */
  async replace(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    await this.dismiss(await this.turn(), signal);
  }

  /** Ends a process that serves no more. */
  async dismiss(old: ServerProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    await old.end(signal);
    this.complaints += old.complaints;
  }

  async stop(): Promise<void> {
    for (const server of [this.#serving, await this.#standby]) {
      await server.end("SIGTERM");
      this.complaints += server.complaints;
    }
  }
}
