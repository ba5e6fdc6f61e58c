// Loaded before a program (`node --import`): tells the process that started it, whenever asked, what the program uses.
import cluster from "node:cluster";
import type { Figures } from "./figures-of.ts";

function figures(): Figures {
  const { user, system } = process.cpuUsage(); // before the collection, which is nobody's but ours
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed, externalBytes: external, cpuMicroseconds: user + system };
}

// A worker of the program has it loaded too, and its channel is the program's own.
if (!cluster.isWorker) {
  process.on("message", () => process.send?.(figures()));
  // Whoever started it is gone: nobody else would end it.
  process.on("disconnect", () => process.exit());
  // The program ends when it has nothing else to do.
  process.channel?.unref();
}
