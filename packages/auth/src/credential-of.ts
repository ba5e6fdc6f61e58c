import { base64url } from "jose";

const SUBPROTOCOL_PREFIX = "rivulet.auth.";

/** How a request says whose it is. */
export type Credential = {
  readonly way: "header" | "subprotocol" | "ticket";
  /** The token, or the ticket. Empty, which neither is, where what the request has can not be read. */
  readonly secret: string;
};

/** Where a request may hold a credential. */
export interface CredentialHeaders {
  readonly authorization: string | undefined;
  /** The header Sec-WebSocket-Protocol. */
  readonly subprotocols: string | undefined;
  /** What follows the "?" of its address. */
  readonly query: string;
}

/** The subprotocols in a header, those that carry a token left out: they are not to be spoken of. */
export function offersOf(subprotocols: string | undefined): string[] {
  return allOffers(subprotocols).filter((offer) => !offer.startsWith(SUBPROTOCOL_PREFIX));
}

/** The first that the request has: `Authorization: Bearer …`, the subprotocol `rivulet.auth.…`, `?ticket=…`. */
export function credentialOf({ authorization, subprotocols, query }: CredentialHeaders): Credential | undefined {
  if (authorization !== undefined) return { way: "header", secret: bearerOf(authorization) };
  const offer = allOffers(subprotocols).find((name) => name.startsWith(SUBPROTOCOL_PREFIX));
  if (offer !== undefined) return { way: "subprotocol", secret: textOf(offer.slice(SUBPROTOCOL_PREFIX.length)) };
  const ticket = new URLSearchParams(query).get("ticket");
  return ticket === null ? undefined : { way: "ticket", secret: ticket };
}

/** Empty where the header is of another scheme. */
function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
}

function textOf(encoded: string): string {
  try {
    return new TextDecoder().decode(base64url.decode(encoded));
  } catch {
    return "";
  }
}

function allOffers(header = ""): string[] {
  return header.split(",").map((offer) => offer.trim());
}
