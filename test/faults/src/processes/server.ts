import { readFileSync } from "node:fs";
import { TaggerModel } from "@rivulet/live";
import { serve } from "@rivulet/runtime-node";
import type { SessionStore } from "@rivulet/server";
import { Counts } from "./counts.ts";
import type { ServerSettings, ServerStats } from "./server-settings.ts";

// One server process: settings in the argument; tells its port, and on any message its figures, over IPC.

async function openStore({ kind, place }: NonNullable<ServerSettings["store"]>): Promise<SessionStore> {
  if (kind === "lmdb") return (await import("@rivulet/stores/lmdb")).lmdbStore(place);
  return (await import("@rivulet/stores/nats")).natsStore(place);
}

const { models, keys, store, limits = {} }: ServerSettings = JSON.parse(process.argv[2]);
const counts = new Counts();
const server = await serve({
  port: 0,
  models: new Map(Object.entries(models).map(([name, file]) => [name, TaggerModel.load(readFileSync(file))])),
  keys: keys.map(([name, hex]) => ({ name, secret: Buffer.from(hex, "hex") })),
  limits,
  observer: counts,
  ...(store === undefined ? {} : { store: await openStore(store) }),
});

function stats(): ServerStats {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    rssBytes: rss,
    heapBytes: heapUsed,
    externalBytes: external,
    cpuMicroseconds: user + system,
    sessions: server.sessions,
    connections: server.connections,
    ...counts.tables,
  };
}

process.on("message", () => process.send?.(stats()));
// The driver is gone: so are its servers.
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => void server.close().then(() => process.exit()));
process.send?.({ port: server.port });
