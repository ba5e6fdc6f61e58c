import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Figures, figuresOf } from "../../faults/src/processes/figures-of.ts";
import { inRepository } from "../../faults/src/repository.ts";

/** The echo server in a process of its own. */
export class EchoProcess {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  static async start(): Promise<EchoProcess> {
    const figures = inRepository("test/faults/build/figures.mjs");
    const execArgv = ["--expose-gc", "--import", figures];
    const child = fork(inRepository("test/load/build/echo.mjs"), [], { execArgv });
    const [port] = (await once(child, "message")) as [number];
    return new EchoProcess(child, port);
  }

  figures(): Promise<Figures> {
    return figuresOf(this.#process);
  }

  async end(): Promise<void> {
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }
}
