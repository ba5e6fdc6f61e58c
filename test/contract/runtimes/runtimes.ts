import { chromiumRuntime } from "./chromium-runtime.ts";
import { commandRuntime } from "./command-runtime.ts";
import { denoExecutable } from "./deno.ts";
import { installed } from "./installed.ts";
import { node24, systemNode } from "./node-executables.ts";
import type { Runtime } from "./runtime.ts";
import { workerdRuntime } from "./workerd-runtime.ts";

/** All runtimes that the suite knows, installed or not. */
export const runtimes: readonly Runtime[] = [
  commandRuntime({ name: "system Node", executable: systemNode, entry: "node" }),
  commandRuntime({ name: "Node 24", executable: node24, entry: "node" }),
  commandRuntime({
    name: "Deno",
    executable: denoExecutable,
    args: ["run", "--allow-read", "--cached-only"],
    entry: "deno",
  }),
  commandRuntime({ name: "Bun", executable: installed("bun/bin/bun.exe"), entry: "deno" }),
  workerdRuntime,
  chromiumRuntime,
];
