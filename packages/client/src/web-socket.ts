import { RivuletError } from "@rivulet/errors";

/** The part of the platform's WebSocket that the client uses; that of a browser and that of `ws` both fit. */
export interface WebSocketLike {
  binaryType: string;
  readonly protocol: string;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: (event: { readonly message?: string }) => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** The global WebSocket. Throws CONNECTION_FAILED where the platform has none, as Node 20. */
export function platformWebSocket(): WebSocketConstructor {
  const found = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (found !== undefined) return found;
  throw new RivuletError("CONNECTION_FAILED", "expected a global WebSocket or the option WebSocket, came neither");
}
