import { codecFor } from "@rivulet/protocol";
import type { BackoffOptions } from "./backoff.ts";
import { openSocket } from "./open-socket.ts";
import { RivuletClient } from "./rivulet-client.ts";
import type { SessionOptions } from "./tagging-session.ts";
import { platformWebSocket, type WebSocketConstructor } from "./web-socket.ts";

export interface ConnectOptions extends SessionOptions {
  /** How messages are written; default "msgpack". */
  readonly codec?: "msgpack" | "json";
  /** Says who the client is, in the first message of each connection; a function is asked anew for each. */
  readonly token?: string | (() => string | Promise<string>);
  /** Default: the platform's own. */
  readonly WebSocket?: WebSocketConstructor;
  /** How a lost connection is made anew; false: it is not. */
  readonly reconnect?: BackoffOptions | false;
  /** A server that owes an answer and says nothing for so long is taken for gone. Default 30,000 ms. */
  readonly silenceMs?: number;
}

/**
 * Connects to a server, `ws://…` or `wss://…`. A function gives the URL of each connection anew, for tickets that are good
 * for one. Rejects with CONNECTION_FAILED where the first attempt fails.
 */
export async function connect(
  url: string | (() => string | Promise<string>),
  options: ConnectOptions = {},
): Promise<RivuletClient> {
  const { token, reconnect = {}, silenceMs = 30_000 } = options;
  const codec = codecFor(options.codec === "json" ? "rivulet.v1.json" : "rivulet.v1.msgpack");
  const WebSocket = options.WebSocket ?? platformWebSocket();
  const open = async () => {
    const [address, credential] = await Promise.all([currentValue(url), currentValue(token)]);
    const socket = await openSocket(WebSocket, address, codec);
    if (credential !== undefined) socket.send(codec.encode({ type: "auth", token: credential }));
    return socket;
  };
  return new RivuletClient(await open(), { codec, openSocket: open, reconnect, silenceMs }, options);
}

function currentValue<T>(source: T | (() => T | Promise<T>)): T | Promise<T> {
  return typeof source === "function" ? (source as () => T | Promise<T>)() : source;
}
