import { offersOf } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import { chooseSubprotocol, type Subprotocol, subprotocols } from "@rivulet/protocol";

/** Whether a request asks for a WebSocket. */
export function isUpgrade({ headers }: Request): boolean {
  return headers.get("upgrade")?.toLowerCase() === "websocket";
}

/**
 * Whether a WebSocket may be made of the request, and what it will speak; before it is made.
 * Throws ARGUMENT_INVALID (path), ORIGIN_REFUSED, SUBPROTOCOL_REFUSED.
 */
export function checkUpgrade({ url, headers }: Request, allowedOrigins: readonly string[]): Subprotocol {
  const { pathname } = new URL(url);
  if (pathname !== "/") throw new RivuletError("ARGUMENT_INVALID", `expected a WebSocket on /, came ${pathname}`);
  const origin = headers.get("origin");
  // Browsers always say their origin and can not lie about it; other programs say none.
  if (origin !== null && !allowedOrigins.includes("*") && !allowedOrigins.includes(origin)) {
    throw new RivuletError("ORIGIN_REFUSED", `expected an allowed origin, came ${origin}`);
  }
  const offers = offersOf(headers.get("sec-websocket-protocol") ?? undefined);
  const chosen = chooseSubprotocol(offers);
  if (chosen !== undefined) return chosen;
  const detail = `expected ${subprotocols.join(" or ")} to be offered, came ${offers.join(", ") || "nothing"}`;
  throw new RivuletError("SUBPROTOCOL_REFUSED", detail);
}
