import cluster from "node:cluster";
import { readFile } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";
import { createLog, Primary, type RunningServer, type ServeOptions, ServerMetrics, serve } from "@rivulet/runtime-node";
import type { Authenticator } from "@rivulet/server";
import { loadModels } from "./load-models.ts";
import { openStore } from "./open-store.ts";
import { readAuthenticator } from "./read-authenticator.ts";
import { readCheckpointKeys } from "./read-checkpoint-keys.ts";
import { readPage } from "./read-page.ts";
import type { ServeConfig } from "./serve-options.ts";

/** Serves in this process, alone or as one of several workers, until SIGTERM or Ctrl-C. */
export async function runServer(config: ServeConfig): Promise<RunningServer> {
  const { port, host, scheduler, logLevel } = config;
  const log = createLog(logLevel);
  const metrics = new ServerMetrics().withProcess();
  const primary = cluster.isWorker ? new Primary(metrics) : undefined;
  const keys = await readKeys(config, primary);
  const authentication = await reloadable(config);
  const server = await serve({
    port,
    host,
    models: await loadModels(config.model),
    limits: { ...config.limits, allowedOrigins: config.allowOrigin },
    scheduler,
    store: await openStore(config.store),
    log,
    metrics,
    ...(keys === undefined ? {} : { keys }),
    ...(authentication === undefined ? {} : { authenticator: authentication.authenticator }),
    ...(primary === undefined ? {} : { tickets: primary, quotas: primary, metricsText: () => primary.metrics() }),
    ...(await readTls(config)),
    ...(await readPage(config)),
  });

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    await server.close();
    log.info("stopped");
    cluster.worker?.disconnect();
  }

  /** What stays as it was is told in the log: a server that runs does not fall over a bad file. */
  async function reload(): Promise<void> {
    try {
      if (config.checkpointKeys !== undefined) server.useKeys(await readCheckpointKeys(config.checkpointKeys));
      await authentication?.reload();
      log.info("keys read again");
    } catch (error) {
      const code = RivuletError.is(error) ? error.code : "INTERNAL";
      log.error({ code, reason: (error as Error).message }, "keys not read, the old ones stay");
    }
  }

  // A group of processes may be told twice, by its primary too; a second Ctrl-C ends at once.
  process.on("SIGTERM", stop).once("SIGINT", stop);
  if (config.checkpointKeys !== undefined || authentication !== undefined) process.on("SIGHUP", reload);
  return server;
}

async function readKeys({ checkpointKeys }: ServeConfig, primary: Primary | undefined): Promise<ServeOptions["keys"]> {
  if (checkpointKeys !== undefined) return readCheckpointKeys(checkpointKeys);
  return primary === undefined ? undefined : [{ name: "workers", secret: await primary.secret() }];
}

/** An authenticator whose keys can be read again. */
async function reloadable(
  config: ServeConfig,
): Promise<{ authenticator: Authenticator; reload(): Promise<void> } | undefined> {
  let current = await readAuthenticator(config);
  if (current === undefined) return undefined;
  return {
    authenticator: { verify: (token) => (current as Authenticator).verify(token) },
    async reload() {
      current = await readAuthenticator(config);
    },
  };
}

async function readTls({ tlsCert, tlsKey }: ServeConfig): Promise<Pick<ServeOptions, "tls">> {
  if (tlsCert === undefined || tlsKey === undefined) return {};
  try {
    return { tls: { cert: await readFile(tlsCert), key: await readFile(tlsKey) } };
  } catch (cause) {
    throw new RivuletError("FILE_UNREADABLE", `expected a readable file, came ${(cause as Error).message}`, { cause });
  }
}
