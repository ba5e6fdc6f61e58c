import { codecFor, decodeServerMessage, defaultLimits } from "@rivulet/protocol";
import { expect } from "vitest";
import { WebSocket } from "ws";

/** How a client says who it is. */
export type Way = "header" | "subprotocol" | "ticket" | "first message" | "none";

export const ways: readonly Way[] = ["header", "subprotocol", "ticket", "first message"];

export interface Attempt {
  readonly socket: WebSocket;
  /** The HTTP status of a refusal, the close code, or what `open` got. */
  readonly outcome: number | string;
}

const codec = codecFor("rivulet.v1.json");

/** Asks the server at ws://… for a ticket with a token. */
export async function ticketOf(address: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${address.replace("ws:", "http:")}/tickets`, { method: "POST", headers });
  return ((await response.json()) as { ticket: string }).ticket;
}

/** Connects in this way and opens a session. */
export async function attempt(address: string, way: Way, secret: string, session = "s"): Promise<Attempt> {
  const offers = ["rivulet.v1.json"];
  if (way === "subprotocol") offers.unshift(`rivulet.auth.${Buffer.from(secret).toString("base64url")}`);
  const url = way === "ticket" ? `${address}/?ticket=${secret}` : address;
  const headers = way === "header" ? { authorization: `Bearer ${secret}` } : {};
  const socket = new WebSocket(url, offers, { headers });
  const outcome = await new Promise<number | string>((resolve) => {
    socket.on("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on("error", () => {});
    socket.on("upgrade", ({ headers }) => expect(headers["sec-websocket-protocol"]).toBe("rivulet.v1.json"));
    socket.on("open", () => {
      if (way === "first message") socket.send(JSON.stringify({ type: "auth", token: secret }));
      socket.send(JSON.stringify({ type: "open", session }));
    });
    socket.on("message", (data) => {
      const message = decodeServerMessage(codec, String(data), defaultLimits);
      if (message.type === "opened") resolve("opened");
      else if (message.type === "error" && message.session !== undefined) resolve(message.code);
    });
    socket.on("close", resolve);
  });
  return { socket, outcome };
}
