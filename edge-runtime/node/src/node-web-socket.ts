import type { WebSocketConstructor } from "@rivulet/client";
import { WebSocket } from "ws";

/** For `connect` on Node 20, which has no WebSocket of its own. */
export const nodeWebSocket: WebSocketConstructor = WebSocket;
