import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { denoExecutable, denoMissing } from "../runtimes/deno.ts";
import { built, modelFile } from "../runtimes/paths.ts";
import { secret, type WireServer } from "./wire-server.ts";

export const denoServer: WireServer = {
  name: "Deno",
  missing: denoMissing,
  async start(limits) {
    const options = JSON.stringify({ limits, secret: [...secret], modelFile });
    const args = ["run", "--cached-only", "--allow-read", "--allow-net", resolve(built, "deno-server.js"), options];
    const process = spawn(denoExecutable, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(process, "exit");
    const [address] = await once(createInterface(process.stdout), "line");
    return {
      address,
      async stop() {
        process.kill("SIGKILL");
        await exited;
      },
    };
  },
};
