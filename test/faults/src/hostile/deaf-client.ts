import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../repository.ts";

/** A client that never reads, in a process of its own: what it does must not slow those who measure. */
export class DeafClient {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(address: string): Promise<DeafClient> {
    const child = fork(inRepository("test/faults/build/deaf.mjs"), [address]);
    await once(child, "message");
    return new DeafClient(child);
  }

  /** Ends it without a word to the server; gives how many messages it got rid of. */
  async end(): Promise<number> {
    const told = once(this.#process, "message");
    this.#process.send("end");
    const [sent] = (await told) as [number];
    this.#process.kill("SIGKILL");
    await once(this.#process, "exit");
    return sent;
  }
}
