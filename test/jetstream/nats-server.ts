import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether `nats-server` is installed; on Debian: apt-get install nats-server. */
export const hasNats = spawnSync("nats-server", ["--version"]).status === 0;

/** A NATS server with JetStream on a free port and a folder of its own, that can be ended and started again. */
export class NatsServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "rivulet-nats-"));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `nats://127.0.0.1:${port}`;
  }

  static async start(): Promise<NatsServer> {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const address = probe.address();
    probe.close();
    await once(probe, "close");
    const server = new NatsServer(typeof address === "object" && address !== null ? address.port : 0);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const options = ["-js", "-sd", this.#folder, "-a", "127.0.0.1", "-p", String(this.#port)];
    const child = spawn("nats-server", options, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log = `${log}${text}`.slice(-4_000);
    });
    while (!log.includes("Server is ready")) {
      if (child.exitCode !== null) throw new Error(`nats-server ended: ${log}`);
      await sleep(10);
    }
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
