import { codecFor } from "@rivulet/protocol";
import type { BackoffOptions } from "./backoff.ts";
import { openSocket } from "./open-socket.ts";
import { RivuletClient } from "./rivulet-client.ts";
import type { SessionOptions } from "./tagging-session.ts";
import { platformWebSocket, type WebSocketConstructor } from "./web-socket.ts";

export interface ConnectOptions extends SessionOptions {
  /** How messages are written; default "msgpack". */
  readonly codec?: "msgpack" | "json";
  /** Default: the platform's own. */
  readonly WebSocket?: WebSocketConstructor;
  /** How a lost connection is made anew; false: it is not. */
  readonly reconnect?: BackoffOptions | false;
  /** A server that owes an answer and says nothing for so long is taken for gone. Default 30,000 ms. */
  readonly silenceMs?: number;
}

/** Connects to a server, `ws://…` or `wss://…`. Rejects with CONNECTION_FAILED where the first attempt fails. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<RivuletClient> {
  const codec = codecFor(options.codec === "json" ? "rivulet.v1.json" : "rivulet.v1.msgpack");
  const WebSocket = options.WebSocket ?? platformWebSocket();
  const open = () => openSocket(WebSocket, url, codec);
  const link = { codec, openSocket: open, reconnect: options.reconnect ?? {}, silenceMs: options.silenceMs ?? 30_000 };
  return new RivuletClient(await open(), link, options);
}
