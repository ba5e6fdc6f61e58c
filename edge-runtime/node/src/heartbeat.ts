import type { WebSocket, WebSocketServer } from "ws";

const PERIOD_MS = 30_000;

/** Pings every socket of the server and ends those that did not answer the last ping; returns how to stop. */
export function startHeartbeat(sockets: WebSocketServer): () => void {
  const silent = new WeakSet<WebSocket>();
  sockets.on("connection", (socket) => {
    socket.on("pong", () => silent.delete(socket));
  });
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      // The answer of a socket that we do not read can not be seen.
      if (socket.isPaused) continue;
      if (silent.has(socket)) {
        socket.terminate();
      } else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, PERIOD_MS).unref();
  return () => clearInterval(timer);
}
