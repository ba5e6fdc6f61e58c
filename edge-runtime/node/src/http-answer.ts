import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

const names: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  503: "Service Unavailable",
};

const contentType = "application/json; charset=utf-8";

export function answer(response: ServerResponse, { status, body }: HttpAnswer): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" }).end(JSON.stringify(body));
}

/** Answers an upgrade that is refused: there is only the bare socket. */
export function answerUpgrade(socket: Duplex, { status, body }: HttpAnswer): void {
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${names[status]}`,
    "connection: close",
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}
