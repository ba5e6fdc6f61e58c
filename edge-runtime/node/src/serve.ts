import { createServer, type Server } from "node:http";
import { RivuletError } from "@rivulet/errors";
import { chooseSubprotocol, type Limits, type Subprotocol } from "@rivulet/protocol";
import { RivuletServer, type RivuletServerOptions } from "@rivulet/server";
import { type WebSocket, WebSocketServer } from "ws";
import { checkUpgrade, statusOf } from "./check-upgrade.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { answer, answerUpgrade } from "./http-answer.ts";
import { nodePlatform } from "./node-platform.ts";
import { route } from "./routes.ts";
import { SocketConnection } from "./socket-connection.ts";

const PING_MS = 30_000;
/** How long sockets may take for the closing handshake when the server stops. */
const CLOSE_HANDSHAKE_MS = 1_000;
/** Frames up to this many times the limit are refused with an error message; beyond, ws itself closes with 1009. */
const PAYLOAD_SLACK = 4;

export interface ServeOptions extends Omit<RivuletServerOptions, "platform"> {
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1: only programs on this machine. */
  readonly host?: string;
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  /** Where clients connect: ws://host:port. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** Open sessions at this moment. */
  readonly sessions: number;
  readonly connections: number;
  /** Tells all clients, finishes the work under way and stops. A second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Serves sessions over WebSockets on `/`, and GET /healthz and GET /models.
 * Rejects with ADDRESS_UNAVAILABLE, or ARGUMENT_INVALID without a model or on a limit that is none.
 */
export async function serve({ port = 8080, host = "127.0.0.1", ...options }: ServeOptions): Promise<RunningServer> {
  const server = new RivuletServer({ ...options, platform: nodePlatform });
  const http = createServer((request, response) => answer(response, route(server, request)));
  const sockets = acceptSockets(http, server);
  const stopHeartbeat = startHeartbeat(sockets, PING_MS);
  const listening = await listen(http, port, host).catch(async (error) => {
    stopHeartbeat();
    await server.close();
    throw error;
  });
  let closed: Promise<void> | undefined;
  return {
    address: `ws://${host.includes(":") ? `[${host}]` : host}:${listening}`,
    host,
    port: listening,
    get sessions() {
      return server.sessions;
    },
    get connections() {
      return server.connections;
    },
    close() {
      closed ??= stop(http, server, sockets).finally(stopHeartbeat);
      return closed;
    },
  };
}

function acceptSockets(http: Server, server: RivuletServer): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: server.limits.frameBytes * PAYLOAD_SLACK,
    perMessageDeflate: false,
    handleProtocols: (offers) => chooseSubprotocol(offers) ?? false,
  });
  http.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    try {
      checkUpgrade(server, request);
    } catch (error) {
      if (!(error instanceof RivuletError)) throw error;
      answerUpgrade(socket, { status: statusOf(error), body: { code: error.code, error: error.message } });
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new SocketConnection(webSocket);
      connection.attach(server.accept(connection, webSocket.protocol as Subprotocol));
      sockets.emit("connection", webSocket, request);
    });
  });
  return sockets;
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

async function stop(http: Server, server: RivuletServer, sockets: WebSocketServer): Promise<void> {
  const stopped = new Promise<void>((resolve) => http.close(() => resolve()));
  await server.close();
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
