import type { Figures } from "../processes/figures-of.ts";
import type { ServerProcess } from "../processes/server-process.ts";

const EVERY_MS = 500;

interface Course {
  readonly before: number;
  readonly most: number;
  readonly after: number;
}

/** Follows what a server process uses, from `start` to `stop`. */
export class MemoryWatch {
  readonly #server: ServerProcess;
  readonly #figures: Figures[];
  #asking: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  private constructor(server: ServerProcess, first: Figures) {
    this.#server = server;
    this.#figures = [first];
    this.#timer = setInterval(() => {
      this.#asking = this.#asking.then(() => this.#ask());
    }, EVERY_MS);
  }

  static async start(server: ServerProcess): Promise<MemoryWatch> {
    return new MemoryWatch(server, await server.figures());
  }

  async stop(): Promise<{ memory: Course; resident: Course }> {
    clearInterval(this.#timer);
    await this.#asking;
    await this.#ask();
    const course = (of: (figures: Figures) => number): Course => {
      const values = this.#figures.map(of);
      return { before: values[0], most: Math.max(...values), after: values[values.length - 1] };
    };
    return { memory: course(used), resident: course(({ rssBytes }) => rssBytes) };
  }

  async #ask(): Promise<void> {
    this.#figures.push(await this.#server.figures());
  }
}

/** Heap and buffers, in bytes. */
export function used({ heapBytes, externalBytes }: Figures): number {
  return heapBytes + externalBytes;
}
