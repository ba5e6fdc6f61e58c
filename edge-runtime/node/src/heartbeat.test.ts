import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startHeartbeat } from "./heartbeat.ts";

it("ends a socket that answers no ping and keeps one that does", async () => {
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(sockets, "listening");
  const stop = startHeartbeat(sockets, 50);
  const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
  const [lively, silent] = [new WebSocket(url), new WebSocket(url, { autoPong: false })];
  let pings = 0;
  lively.on("ping", () => pings++);
  await Promise.all([once(lively, "open"), once(silent, "open")]);
  await once(silent, "close");
  while (pings < 4) await once(lively, "ping");
  expect([lively.readyState, sockets.clients.size]).toEqual([WebSocket.OPEN, 1]);
  stop();
  lively.terminate();
  sockets.close();
});
