import { RivuletError } from "@rivulet/errors";
import type { Codec } from "@rivulet/protocol";
import type { WebSocketConstructor, WebSocketLike } from "./web-socket.ts";

/** A socket that is open and speaks the codec's subprotocol. Rejects with CONNECTION_FAILED. */
export async function openSocket(WebSocket: WebSocketConstructor, url: string, codec: Codec): Promise<WebSocketLike> {
  const socket = makeSocket(WebSocket, url, codec);
  // Without this browsers hand out Blobs.
  socket.binaryType = "arraybuffer";
  await opened(socket, url);
  if (socket.protocol === codec.subprotocol) return socket;
  socket.close(1000);
  throw new RivuletError("CONNECTION_FAILED", `expected subprotocol ${codec.subprotocol}, came "${socket.protocol}"`);
}

function makeSocket(WebSocket: WebSocketConstructor, url: string, { subprotocol }: Codec): WebSocketLike {
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
