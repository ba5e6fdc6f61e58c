import { RivuletError } from "@rivulet/errors";
import {
  checkUpgrade,
  isUpgrade,
  type Routes,
  refuse,
  route,
  WebSocketConnection,
  webPlatform,
} from "@rivulet/runtime-web";
import { RivuletServer, type RivuletServerOptions } from "@rivulet/server";

/** Deno pings a silent socket after half of these seconds and ends one that stays silent; its own default is 120. */
const IDLE_TIMEOUT_S = 60;

export interface ServeOptions extends Omit<RivuletServerOptions, "platform"> {
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1: only programs on this machine. */
  readonly host?: string;
}

export interface RunningServer {
  /** Where clients connect: ws://host:port. */
  readonly address: string;
  readonly port: number;
  /** Tells all clients, finishes the work under way and stops. A second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Serves sessions over WebSockets on `/`, and GET /healthz and GET /models.
 * Throws ADDRESS_UNAVAILABLE, or ARGUMENT_INVALID without a model or on a limit that is none.
 */
export function serve({ port = 8080, host = "127.0.0.1", ...options }: ServeOptions): RunningServer {
  const server = new RivuletServer({ ...options, platform: webPlatform });
  const routes: Routes = {
    "/healthz": {
      method: "GET",
      answer: () => ({ status: "ok", connections: server.connections, sessions: server.sessions }),
    },
    "/models": { method: "GET", answer: () => ({ models: server.describeModels() }) },
  };
  const http = listen(port, host, (request) =>
    isUpgrade(request) ? upgrade(server, request) : route(request, routes),
  );
  let closed: Promise<void> | undefined;
  return {
    address: `ws://${host.includes(":") ? `[${host}]` : host}:${http.addr.port}`,
    port: http.addr.port,
    close() {
      closed ??= server.close().then(() => http.shutdown());
      return closed;
    },
  };
}

function upgrade(server: RivuletServer, request: Request): Response {
  try {
    const subprotocol = checkUpgrade(request, server.limits.allowedOrigins);
    server.checkCapacity();
    const { socket, response } = Deno.upgradeWebSocket(request, {
      protocol: subprotocol,
      idleTimeout: IDLE_TIMEOUT_S,
    });
    const connection = new WebSocketConnection(socket);
    socket.addEventListener("open", () => connection.attach(server.accept(connection, subprotocol)));
    return response;
  } catch (error) {
    return refuse(error);
  }
}

function listen(
  port: number,
  hostname: string,
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ port, hostname, onListen() {} }, handler);
  } catch (cause) {
    const detail = `expected to listen on ${hostname}:${port}, came ${cause}`;
    throw new RivuletError("ADDRESS_UNAVAILABLE", detail, { cause });
  }
}
