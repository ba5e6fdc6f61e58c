import type { IncomingMessage } from "node:http";
import { offersOf } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import { chooseSubprotocol, subprotocols } from "@rivulet/protocol";
import type { RivuletServer } from "@rivulet/server";
import { isOwnPage } from "./is-own-page.ts";
import { pathOf } from "./path-of.ts";

/**
 * Whether a WebSocket may be made of the request; before any is.
 * Throws ARGUMENT_INVALID (path), ORIGIN_REFUSED, SUBPROTOCOL_REFUSED, LIMIT_CONNECTIONS, SERVER_CLOSING.
 */
export function checkUpgrade(server: RivuletServer, request: IncomingMessage, servesPage: boolean): void {
  const path = pathOf(request);
  if (path !== "/") throw new RivuletError("ARGUMENT_INVALID", `expected a WebSocket on /, came ${path}`);
  const { origin } = request.headers;
  const { allowedOrigins } = server.limits;
  const isAllowed = origin === undefined || allowedOrigins.includes("*") || allowedOrigins.includes(origin);
  // Browsers always say their origin and can not lie about it; other programs say none.
  if (!isAllowed && !(servesPage && isOwnPage(request))) {
    throw new RivuletError("ORIGIN_REFUSED", `expected an allowed origin, came ${origin}`);
  }
  const offers = offersOf(request.headers["sec-websocket-protocol"]);
  if (chooseSubprotocol(offers) === undefined) {
    const detail = `expected ${subprotocols.join(" or ")} to be offered, came ${offers.join(", ") || "nothing"}`;
    throw new RivuletError("SUBPROTOCOL_REFUSED", detail);
  }
  server.checkCapacity();
}
