import { RivuletError } from "@rivulet/errors";
import { type Codec, codecFor } from "@rivulet/protocol";
import { RivuletClient } from "./rivulet-client.ts";
import type { SessionOptions } from "./tagging-session.ts";
import { platformWebSocket, type WebSocketConstructor, type WebSocketLike } from "./web-socket.ts";

export interface ConnectOptions extends SessionOptions {
  /** How messages are written; default "msgpack". */
  readonly codec?: "msgpack" | "json";
  /** Default: the platform's own. */
  readonly WebSocket?: WebSocketConstructor;
}

/** Connects to a server, `ws://…` or `wss://…`. Rejects with CONNECTION_FAILED. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<RivuletClient> {
  const codec = codecFor(options.codec === "json" ? "rivulet.v1.json" : "rivulet.v1.msgpack");
  const socket = openSocket(options.WebSocket ?? platformWebSocket(), url, codec);
  // Without this browsers hand out Blobs.
  socket.binaryType = "arraybuffer";
  await opened(socket, url);
  if (socket.protocol !== codec.subprotocol) {
    socket.close(1000);
    throw new RivuletError("CONNECTION_FAILED", `expected subprotocol ${codec.subprotocol}, came "${socket.protocol}"`);
  }
  return new RivuletClient(socket, codec, options);
}

function openSocket(WebSocket: WebSocketConstructor, url: string, { subprotocol }: Codec): WebSocketLike {
  try {
    return new WebSocket(url, [subprotocol]);
  } catch (cause) {
    throw new RivuletError("CONNECTION_FAILED", `expected a WebSocket URL, came ${JSON.stringify(url)}`, { cause });
  }
}

function opened(socket: WebSocketLike, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (came: string) =>
      reject(new RivuletError("CONNECTION_FAILED", `expected a server at ${url}, came ${came}`));
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", ({ message }) => fail(message ?? "an error"));
    socket.addEventListener("close", ({ code }) => fail(`close ${code}`));
  });
}
