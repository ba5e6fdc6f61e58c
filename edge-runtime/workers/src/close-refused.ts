import type { AuthRefusal } from "@rivulet/auth";
import { closeReasons, type Subprotocol } from "@rivulet/protocol";

/** WebSocket APIs hide the HTTP status of a refusal, but not a close code: a socket that is closed at once. */
export function closeRefused(reason: AuthRefusal, subprotocol: Subprotocol): Response {
  const { 0: client, 1: socket } = new WebSocketPair();
  const { code, meaning } = closeReasons[reason];
  socket.accept();
  socket.close(code, `${reason}: ${meaning}`);
  return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": subprotocol } });
}
