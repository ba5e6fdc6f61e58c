import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { inRepository } from "../../faults/src/repository.ts";
import type { Order, SteadyResult } from "./generator/orders.ts";

/** The load generator in a process of its own. */
export class GeneratorProcess {
  readonly #process: ChildProcess = fork(inRepository("test/load/build/generator.mjs"), []);

  /** Makes connections; gives how many a second, each with its session. */
  async connect(port: number, sessions: number, speaks: "echo" | "rivulet"): Promise<number> {
    const { seconds } = await this.#order<{ seconds: number }>({ do: "connect", port, sessions, speaks });
    return sessions / seconds;
  }

  steady(rate: number, seconds: number): Promise<SteadyResult> {
    return this.#order({ do: "steady", rate, seconds });
  }

  /** Gives tokens a second. */
  async saturate(window: number, tokens: number, seconds: number): Promise<number> {
    const { answered } = await this.#order<{ answered: number }>({ do: "saturate", window, tokens, seconds });
    return (answered * tokens) / seconds;
  }

  async close(): Promise<void> {
    await this.#order({ do: "close" });
  }

  async end(): Promise<void> {
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  async #order<Report>(order: Order): Promise<Report> {
    const answer = once(this.#process, "message");
    const ended = once(this.#process, "exit").then(() => {
      throw new Error("expected the generator to report, came its end");
    });
    this.#process.send(order);
    const [report] = (await Promise.race([answer, ended])) as [Report];
    ended.catch(() => {});
    return report;
  }
}
