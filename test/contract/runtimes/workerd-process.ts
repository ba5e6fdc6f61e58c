import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { installed } from "./installed.ts";

export const workerdExecutable = installed("workerd/bin/workerd");
export const workerdMissing = existsSync(workerdExecutable) ? undefined : "workerd is not installed";

export interface WorkerdOptions {
  /** The modules of the worker, the main one first: paths of files. */
  readonly modules: readonly string[];
  readonly bindings?: Readonly<Record<string, string>>;
  /** Bindings whose values are JSON. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Binding and class of each namespace of Durable Objects. */
  readonly durableObjects?: Readonly<Record<string, string>>;
  /** Folder of the Durable Objects' storage: kept from one process to the next; default one that goes with the process. */
  readonly storage?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Hears what the process and the worker write. Default: the test's own output. */
  readonly log?: (text: string) => void;
}

export interface RunningWorkerd {
  /** http://127.0.0.1:port */
  readonly address: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const kinds: Readonly<Record<string, string>> = { js: "esModule", wasm: "wasm", safetensors: "data" };

/** The runtime of Workers with one worker, on a free port of this machine. */
export async function startWorkerd(options: WorkerdOptions): Promise<RunningWorkerd> {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-workerd-"));
  await writeFile(join(folder, "config.capnp"), configOf(options, folder));
  const { log } = options;
  const output = log === undefined ? "inherit" : "pipe";
  const verbose = log === undefined ? [] : ["--verbose"];
  const process = spawn(workerdExecutable, ["serve", "--experimental", ...verbose, "--control-fd=3", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", output, output, "pipe"],
  });
  for (const stream of [process.stdout, process.stderr]) stream?.on("data", (bytes) => log?.(String(bytes)));
  const exited = once(process, "exit");
  const port = await listeningPort(process);
  return {
    address: `http://127.0.0.1:${port}`,
    process,
    async stop() {
      process.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function listeningPort(process: ChildProcess): Promise<number> {
  const control = process.stdio[3] as Readable;
  for await (const line of createInterface(control)) {
    const { event, port } = JSON.parse(line);
    if (event === "listen") return port;
  }
  throw new Error("expected workerd to listen, came its end");
}

function configOf(options: WorkerdOptions, folder: string): string {
  const { modules, bindings = {}, json = {}, durableObjects = {}, storage = folder, port = 0 } = options;
  const text = JSON.stringify;
  const embedded = modules.map((path) => {
    const name = path.split("/").at(-1) ?? path;
    return `(name = ${text(name)}, ${kinds[name.split(".").at(-1) ?? ""]} = embed ${text(relative(folder, path))})`;
  });
  const objects = Object.entries(durableObjects);
  const bound = [
    ...Object.entries(bindings).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...Object.entries(json).map(([name, value]) => `(name = ${text(name)}, json = ${text(text(value))})`),
    ...objects.map(([name, className]) => `(name = ${text(name)}, durableObjectNamespace = ${text(className)})`),
  ];
  const namespaces = objects.map(
    ([, className]) => `(className = ${text(className)}, uniqueKey = ${text(className)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "disk", disk = (path = ${text(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${embedded.join(", ")}],
  compatibilityDate = "2026-09-01",
  bindings = [${bound.join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "disk"),
);
`;
}
