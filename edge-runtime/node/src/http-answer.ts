import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

export interface HttpAnswer {
  readonly status: number;
  /** Sent as JSON, a string as it is. */
  readonly body: unknown;
  readonly contentType?: string;
}

const JSON_TYPE = "application/json; charset=utf-8";

function headersOf({ status, contentType = JSON_TYPE }: HttpAnswer): Record<string, string> {
  return {
    "content-type": contentType,
    "cache-control": "no-store",
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
  };
}

function textOf({ body }: HttpAnswer): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

export function answer(response: ServerResponse, answered: HttpAnswer): void {
  response.writeHead(answered.status, headersOf(answered)).end(textOf(answered));
}

/** Answers an upgrade that is refused: there is only the bare socket. */
export function answerUpgrade(socket: Duplex, answered: HttpAnswer): void {
  const text = textOf(answered);
  const headers = { ...headersOf(answered), connection: "close", "content-length": Buffer.byteLength(text) };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${answered.status} ${STATUS_CODES[answered.status]}`;
  socket.end(`${[status, ...head].join("\r\n")}\r\n\r\n${text}`);
}
