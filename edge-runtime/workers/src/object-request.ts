import type { Subprotocol } from "@rivulet/protocol";
import type { Identity } from "@rivulet/server";

const SUBPROTOCOL = "sec-websocket-protocol";
const IDENTITY = "rivulet-identity";

/** What the Worker has found out of a request for a WebSocket; without an identity nobody has said who it is. */
export interface Admitted {
  readonly subprotocol: Subprotocol;
  readonly identity: Identity | undefined;
}

/** The request as the object gets it: made anew, so that neither a token nor a claimed identity comes along. */
export function objectRequest({ subprotocol, identity }: Admitted): Request {
  const headers = new Headers({ upgrade: "websocket", [SUBPROTOCOL]: subprotocol });
  if (identity !== undefined) headers.set(IDENTITY, encodeURIComponent(JSON.stringify(identity)));
  return new Request("https://object/", { headers });
}

/** What the Worker, which alone reaches the object, has said in `objectRequest`. */
export function admittedIn({ headers }: Request): Admitted {
  const identity = headers.get(IDENTITY);
  return {
    subprotocol: headers.get(SUBPROTOCOL) as Subprotocol,
    identity: identity === null ? undefined : JSON.parse(decodeURIComponent(identity)),
  };
}
