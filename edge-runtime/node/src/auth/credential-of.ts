import type { IncomingMessage } from "node:http";

const SUBPROTOCOL_PREFIX = "rivulet.auth.";

/** How a request says whose it is. */
export type Credential = {
  readonly way: "header" | "subprotocol" | "ticket";
  /** The token, or the ticket. */
  readonly secret: string;
};

/** The subprotocols that a request offers, those that carry a token left out: they are not to be spoken of. */
export function offersOf({ headers }: IncomingMessage): string[] {
  return allOffers(headers["sec-websocket-protocol"]).filter((offer) => !offer.startsWith(SUBPROTOCOL_PREFIX));
}

/** The first that the request has: `Authorization: Bearer …`, the subprotocol `rivulet.auth.…`, `?ticket=…`. */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return { way: "header", secret: bearerOf(authorization) };
  const offer = allOffers(request.headers["sec-websocket-protocol"]).find((name) =>
    name.startsWith(SUBPROTOCOL_PREFIX),
  );
  if (offer !== undefined) {
    const secret = Buffer.from(offer.slice(SUBPROTOCOL_PREFIX.length), "base64url").toString();
    return { way: "subprotocol", secret };
  }
  const query = request.url?.split("?", 2)[1];
  const ticket = query === undefined ? null : new URLSearchParams(query).get("ticket");
  return ticket === null ? undefined : { way: "ticket", secret: ticket };
}

/** Empty, which no token is, where the header is of another scheme. */
function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
}

function allOffers(header = ""): string[] {
  return header.split(",").map((offer) => offer.trim());
}
