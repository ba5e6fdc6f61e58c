import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startRivulet } from "./run-rivulet.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();

/** `rivulet serve` as a real process, and all that it logs. */
export class RunningServer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  readonly log: Record<string, unknown>[] = [];

  private constructor(child: ChildProcessWithoutNullStreams, url: string) {
    this.child = child;
    this.url = url;
  }

  static async start(...args: readonly string[]): Promise<RunningServer> {
    const child = startRivulet(["serve", "--port", "0", "--model", model, "--log-level", "info", ...args]);
    const lines: Record<string, unknown>[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => lines.push(JSON.parse(line)));
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const server = new RunningServer(child, /^rivulet serves tiny on (wss?:\S+)$/.exec(line)?.[1] ?? "");
    server.log.push(...lines);
    lines.push = (...more) => server.log.push(...more);
    return server;
  }

  get(path: string): Promise<Response> {
    return fetch(this.url.replace("ws:", "http:") + path);
  }

  /** Resolves with the log's first line of this message. */
  async logged(message: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.log.find(({ msg }) => msg === message);
      if (line !== undefined) return line;
      await once(this.child.stderr, "data");
    }
  }

  /** The exit code after this signal. */
  async stop(signal: NodeJS.Signals): Promise<number | null> {
    const closed = once(this.child, "close");
    this.child.kill(signal);
    const [code] = await closed;
    return code;
  }
}
