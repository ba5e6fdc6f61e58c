import { resolve } from "node:path";
import type { Limits } from "@rivulet/protocol";
import { root } from "../runtimes/paths.ts";
import { type RunningWorkerd, startWorkerd, type WorkerdOptions, workerdMissing } from "../runtimes/workerd-process.ts";
import { secret, type WireServer } from "./wire-server.ts";

const dist = resolve(root, "edge-runtime/workers/dist");

/** What a worker of this repository is bound to: as `wrangler.jsonc` says. */
export const workerBindings = {
  durableObjects: { CONNECTIONS: "ConnectionObject", SESSIONS: "SessionRecord", TICKETS: "TicketRecord" },
  bindings: { CHECKPOINT_KEYS: `k ${Buffer.from(secret).toString("base64")}` },
};

/** The kernels and the model of a built worker. */
export function withAssets(folder: string, main: string): string[] {
  return [main, "kernels.wasm", "kernels-dot.wasm", "model.safetensors"].map((name) => resolve(folder, name));
}

/** What is deployed, with its process; `options`: what it is bound to besides, and who hears its log. */
export async function workerdServerWith(
  limits: Partial<Limits>,
  { bindings, log }: Pick<WorkerdOptions, "bindings" | "log"> = {},
): Promise<RunningWorkerd> {
  const running = await startWorkerd({
    modules: withAssets(dist, "worker.js"),
    ...workerBindings,
    bindings: { ...workerBindings.bindings, ...bindings },
    json: { LIMITS: limits },
    ...(log === undefined ? {} : { log }),
  });
  return { ...running, address: running.address.replace("http", "ws") };
}

/** What is deployed, in the runtime of Workers. */
export const workerdServer: WireServer = {
  name: "workerd",
  missing: workerdMissing,
  start: (limits) => workerdServerWith(limits),
};
