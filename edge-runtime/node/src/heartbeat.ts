import type { WebSocket, WebSocketServer } from "ws";

/** Pings every socket each period and ends those that did not answer the last ping; returns how to stop. */
export function startHeartbeat(sockets: WebSocketServer, periodMs: number): () => void {
  const silent = new WeakSet<WebSocket>();
  /** One function for all sockets. */
  function heard(this: WebSocket): void {
    silent.delete(this);
  }
  sockets.on("connection", (socket) => socket.on("pong", heard));
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
  }, periodMs).unref();
  return () => clearInterval(timer);
}
