import cluster, { type Worker } from "node:cluster";
import type { Logger } from "pino";
import { answerQuestions } from "./answer-questions.ts";

export interface WorkersOptions {
  readonly count: number;
  /** The program that each worker runs, and its arguments. It serves on one port, which all share. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** A worker that is not gone so long after it was told to stop is killed. */
  readonly stopMs: number;
  readonly log: Logger;
}

/** Several processes that serve on one port. A worker that dies is replaced. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #gone: (exitCode: number) => void;
  /** Resolves with 0 when all have stopped as told, or with the code of one that could not start. */
  readonly stopped: Promise<number>;
  /** Workers that have served. */
  readonly #listening = new WeakSet<Worker>();
  #stopping = false;
  #exitCode = 0;

  constructor(options: WorkersOptions) {
    this.#options = options;
    const { promise, resolve } = withResolver();
    this.stopped = promise;
    this.#gone = resolve;
    cluster.setupPrimary({ exec: options.program, args: [...options.arguments] });
    answerQuestions();
    cluster.on("exit", (worker, code, signal) => this.#exited(worker, code, signal));
  }

  /** Resolves with the port when all listen; undefined where one ended before, which said why and ends all. */
  async start(): Promise<number | undefined> {
    // The first one alone: what keeps it from starting would keep all of them.
    const port = await this.#fork();
    if (port === undefined) return undefined;
    const others = await Promise.all(Array.from({ length: this.#options.count - 1 }, () => this.#fork()));
    return others.includes(undefined) ? undefined : port;
  }

  /** Passes a signal on to all. */
  signal(name: NodeJS.Signals): void {
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(name);
  }

  /** Tells all to stop. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.signal("SIGTERM");
    setTimeout(() => this.signal("SIGKILL"), this.#options.stopMs).unref();
    this.#endIfAllGone();
  }

  #fork(): Promise<number | undefined> {
    const worker = cluster.fork();
    return new Promise((resolve) => {
      worker.once("listening", ({ port }) => {
        this.#options.log.info({ worker: worker.process.pid, port }, "worker listens");
        this.#listening.add(worker);
        resolve(port);
      });
      worker.once("exit", () => resolve(undefined));
    });
  }

  #exited(worker: Worker, code: number | null, signal: string | null): void {
    const { log } = this.#options;
    if (!this.#stopping && this.#listening.has(worker)) {
      log.error({ worker: worker.process.pid, code }, "worker died, another takes its place");
      void this.#fork();
      return;
    }
    // One that was still starting ends by the signal itself.
    if (code !== 0 && !(this.#stopping && signal === "SIGTERM")) this.#exitCode = code ?? 1;
    this.stop();
    this.#endIfAllGone();
  }

  #endIfAllGone(): void {
    if (Object.keys(cluster.workers ?? {}).length === 0) this.#gone(this.#exitCode);
  }
}

function withResolver(): { promise: Promise<number>; resolve: (code: number) => void } {
  let resolve: (code: number) => void = () => {};
  const promise = new Promise<number>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
