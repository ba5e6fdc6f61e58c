import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Answer, Question } from "../suite/messages.ts";
import { built } from "./paths.ts";
import type { RunningRuntime, Runtime } from "./runtime.ts";
import { startWorkerd, workerdExecutable, workerdMissing } from "./workerd-process.ts";

const modules = ["workerd.js", "kernels.wasm", "kernels-dot.wasm", "model.safetensors"].map((name) =>
  resolve(built, name),
);

/** The runtime of Cloudflare's Workers; the kernels and the model are modules of the worker. */
export const workerdRuntime: Runtime = {
  name: "workerd",
  missing: workerdMissing,
  async start(): Promise<RunningRuntime> {
    const { stdout } = await promisify(execFile)(workerdExecutable, ["--version"]);
    const { address, stop } = await startWorkerd({ modules });
    return {
      version: stdout.trim(),
      async ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
        const response = await fetch(address, { method: "POST", body: JSON.stringify(question) });
        if (!response.ok) throw new Error(await response.text());
        return response.json() as Promise<Answer<Q>>;
      },
      stop,
    };
  },
};
