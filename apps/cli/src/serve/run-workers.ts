import { fileURLToPath } from "node:url";
import { createLog, Workers } from "@rivulet/runtime-node";
import type { ServeConfig } from "./serve-options.ts";

/** What a worker may take to stop beyond the grace time of its sessions. */
const STOP_SLACK_MS = 5_000;

/** Serves with several processes; resolves when all listen, or when one could not (`port` undefined). */
export async function runWorkers(config: ServeConfig): Promise<{ port: number | undefined; stopped: Promise<number> }> {
  const log = createLog(config.logLevel);
  if (config.store === "memory") {
    log.info("each worker keeps durable sessions of its own: only a store that they share brings them back on another");
  }
  const workers = new Workers({
    count: config.workers,
    // The command line is one file: this one.
    program: fileURLToPath(import.meta.url),
    arguments: process.argv.slice(2),
    stopMs: config.limits.closeGraceMs + STOP_SLACK_MS,
    log,
  });
  const stop = (): void => workers.stop();
  process.on("SIGTERM", stop).once("SIGINT", stop);
  process.on("SIGHUP", () => workers.signal("SIGHUP"));
  return { port: await workers.start(), stopped: workers.stopped };
}
