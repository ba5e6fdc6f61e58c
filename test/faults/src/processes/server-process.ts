import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Limits } from "@rivulet/protocol";
import { inRepository } from "../repository.ts";
import { type Figures, figuresOf } from "./figures-of.ts";

/** How a server process is started. */
export interface ServerSettings {
  /** Name and secret (base64) of each checkpoint key; the first seals. */
  readonly keys: readonly (readonly [string, string])[];
  /** As `rivulet serve --store` takes it. */
  readonly store?: string;
  readonly limits?: Partial<Omit<Limits, "allowedOrigins">>;
  readonly workers?: number;
  /** Flags of Node. */
  readonly nodeFlags?: readonly string[];
}

const LISTENS = / on ws:\/\/[^\s]+:(\d+)/;

/** `rivulet serve` in a process of its own. */
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
  static async start({ keys, nodeFlags = [], ...options }: ServerSettings): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), "rivulet-server-"));
    const checkpointKeys = join(folder, "keys");
    writeFileSync(checkpointKeys, keys.map((key) => key.join(" ")).join("\n"));
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify({ port: 0, checkpointKeys, logLevel: "error", ...options }));
    const figures = inRepository("test/faults/build/figures.mjs");
    const program = inRepository("apps/cli/dist/rivulet.js");
    const child = spawn(process.execPath, [...nodeFlags, "--import", figures, program, "serve", "--config", config], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const said: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => said.push(text));
    try {
      return new ServerProcess(child, await portOf(child, said), said);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Whether it runs. */
  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What it wrote to standard error: nothing, where all is well. */
  get complaints(): string {
    return this.#said.join("");
  }

  figures(): Promise<Figures> {
    return figuresOf(this.#process);
  }

  /** Numbers of GET /metrics of one metric, by the value of its one label. */
  async counts(metric: string): Promise<Map<string, number>> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${metric}(?:\\{[a-z]+="([^"]*)"\\})? (\\S+)$`, "gm"));
    return new Map(Array.from(lines, ([, label = "", value]) => [label, Number(value)]));
  }

  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** Resolves when the process is gone. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    if (!this.isAlive) return;
    const gone = once(this.#process, "exit");
    this.signal(signal);
    await gone;
  }
}

function portOf(child: ChildProcess, said: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`expected a server that listens, came its end: ${said.join("")}`)));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const port = LISTENS.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
