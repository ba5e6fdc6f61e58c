import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../faults/src/repository.ts";

const program = inRepository("apps/cli/dist/rivulet.js");

/** `rivulet worker` as a process of its own. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  /** What it wrote on standard error. */
  log = "";

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [program, "worker", ...args], { stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr?.setEncoding("utf8").on("data", (text) => {
      this.log = `${this.log}${text}`.slice(-20_000);
    });
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** To be woken up again with SIGCONT. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(signal);
  }

  /** Resolves with the exit code, or the signal that ended it. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<number | string | null> {
    if (!this.isAlive) return this.#child.exitCode ?? this.#child.signalCode;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGCONT");
    this.#child.kill(signal);
    const [code, by] = await exit;
    return code ?? by;
  }
}
