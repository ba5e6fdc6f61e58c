import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../repository.ts";
import type { ServerSettings, ServerStats } from "./server-settings.ts";

/** A server in a process of its own. */
export class ServerProcess {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #said: string[];

  private constructor(child: ChildProcess, port: number, said: string[]) {
    this.#process = child;
    this.port = port;
    this.#said = said;
  }

  /** Resolves when it listens. Rejects where it ends before, with what it said. */
  static async start(settings: ServerSettings, nodeFlags: readonly string[] = []): Promise<ServerProcess> {
    const child = fork(inRepository("test/faults/build/server.mjs"), [JSON.stringify(settings)], {
      execArgv: [...nodeFlags],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const said: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => said.push(text));
    const ended = once(child, "exit").then(() => {
      throw new Error(`the server ended before it listened: ${said.join("")}`);
    });
    const [{ port }] = (await Promise.race([once(child, "message"), ended])) as [{ port: number }];
    ended.catch(() => {});
    return new ServerProcess(child, port, said);
  }

  /** Whether it runs, as nobody but we should end it. */
  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What it wrote to standard error: nothing, where all is well. */
  get complaints(): string {
    return this.#said.join("");
  }

  async stats(): Promise<ServerStats> {
    const answer = once(this.#process, "message");
    this.#process.send("stats");
    const [stats] = (await answer) as [ServerStats];
    return stats;
  }

  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** Resolves when the process is gone; by itself, if `signal` says so. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    if (!this.isAlive) return;
    const gone = once(this.#process, "exit");
    this.signal(signal);
    await gone;
  }
}
