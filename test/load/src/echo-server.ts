// The reference: `ws` and nothing else. Sends every message back; tells its port over IPC.
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false, backlog: 4_096 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
server.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
  socket.on("error", () => {});
});
