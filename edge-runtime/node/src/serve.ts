import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { MemoryTickets, type Tickets } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import type { Limits } from "@rivulet/protocol";
import { type CheckpointKey, RivuletServer, type RivuletServerOptions } from "@rivulet/server";
import type { Logger } from "pino";
import type { WebSocket, WebSocketServer } from "ws";
import { acceptSockets } from "./accept-sockets.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { answer } from "./http-answer.ts";
import { nodePlatform } from "./node-platform.ts";
import { logged } from "./operation/logged.ts";
import { ServerMetrics } from "./operation/server-metrics.ts";
import { refusalOf } from "./refusal-of.ts";
import { route } from "./routes.ts";
import { type FileBytes, staticFiles } from "./static-files.ts";

const PING_MS = 30_000;
/** How long sockets may take for the closing handshake when the server stops. */
const CLOSE_HANDSHAKE_MS = 1_000;
/** How often it is looked which requests take too long. */
const CHECK_REQUESTS_MS = 500;
/** Sockets beyond the limit of connections, for plain HTTP and for upgrades that are refused in words. */
const SPARE_SOCKETS = 256;

export interface ServeOptions extends Omit<RivuletServerOptions, "platform" | "observer"> {
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1: only programs on this machine. */
  readonly host?: string;
  readonly limits?: Partial<Limits>;
  /** Certificate and key in PEM: wss and https instead of ws and http. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Default: tickets of this process. */
  readonly tickets?: Tickets;
  /** Default: counts what GET /metrics tells. */
  readonly metrics?: ServerMetrics;
  /** What GET /metrics tells, where that is more than this process. */
  readonly metricsText?: () => Promise<string>;
  /** Who comes and goes is written here. Default: nowhere. */
  readonly log?: Logger;
  /** What browsers may load besides; the page at "/" may then connect without being an allowed origin. Default: nothing. */
  readonly files?: FileBytes;
}

export interface RunningServer {
  /** Where clients connect: ws://host:port. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** Open sessions at this moment. */
  readonly sessions: number;
  readonly connections: number;
  /** Seals checkpoints with other keys from now on; sessions go on. Throws ARGUMENT_INVALID and changes nothing. */
  useKeys(keys: readonly CheckpointKey[]): void;
  /** Tells all clients, finishes the work under way and stops. A second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Serves sessions over WebSockets on `/`, and the plain HTTP of `routes.ts`.
 * Rejects with ADDRESS_UNAVAILABLE, or ARGUMENT_INVALID without a model, on a limit that is none, a bad certificate.
 */
export async function serve({ port = 8080, host = "127.0.0.1", ...options }: ServeOptions): Promise<RunningServer> {
  const { tls, tickets = new MemoryTickets(), metrics = new ServerMetrics(), log, files } = options;
  const { metricsText = () => metrics.registry.metrics() } = options;
  const observer = log === undefined ? metrics : logged(metrics, log);
  const server = new RivuletServer({ ...options, observer, platform: nodePlatform });
  const http = createHttp(tls, server.limits.openDeadlineMs);
  http.maxConnections = server.limits.connections + SPARE_SOCKETS;
  const services = { server, tickets, metrics: metricsText };
  const answerFile = files === undefined ? undefined : staticFiles(files);
  http.on("request", async (request, response) => {
    if (answerFile?.(request, response)) return;
    answer(response, await route(services, request).catch(refusalOf));
  });
  const sockets = acceptSockets(http, { server, tickets, observer, servesPage: files !== undefined });
  const stopHeartbeat = startHeartbeat(sockets, PING_MS);
  const listening = await listen(http, port, host).catch(async (error) => {
    stopHeartbeat();
    await server.close();
    throw error;
  });
  let closed: Promise<void> | undefined;
  return {
    address: `${tls === undefined ? "ws" : "wss"}://${host.includes(":") ? `[${host}]` : host}:${listening}`,
    host,
    port: listening,
    get sessions() {
      return server.sessions;
    },
    get connections() {
      return server.connections;
    },
    useKeys: (keys) => server.useKeys(keys),
    close() {
      closed ??= stop(http, server, sockets).finally(stopHeartbeat);
      return closed;
    },
  };
}

/** A request that trickles in is cut off after `requestMs`: the TLS handshake, headers, all of it. */
function createHttp(tls: ServeOptions["tls"], requestMs: number): Server {
  const bounds = {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: CHECK_REQUESTS_MS,
  };
  if (tls === undefined) return createServer(bounds);
  try {
    return createTlsServer({ ...bounds, ...tls, handshakeTimeout: requestMs });
  } catch (cause) {
    const detail = `expected a certificate and its key in PEM, came others (${(cause as Error).message})`;
    throw new RivuletError("ARGUMENT_INVALID", detail, { cause });
  }
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", (cause) => {
      const detail = `expected to listen on ${host}:${port}, came ${cause.message}`;
      reject(new RivuletError("ADDRESS_UNAVAILABLE", detail, { cause }));
    });
    http.listen(port, host, () => {
      const address = http.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Requests are answered until the end: a probe has to hear that the server is not ready. */
async function stop(http: Server, server: RivuletServer, sockets: WebSocketServer): Promise<void> {
  await server.close();
  const stopped = new Promise<void>((resolve) => http.close(() => resolve()));
  await Promise.all([...sockets.clients].map(handshakeEnd));
  http.closeAllConnections();
  await stopped;
}

/** Resolves when the socket is closed; after a while it is cut off. */
function handshakeEnd(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_HANDSHAKE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
