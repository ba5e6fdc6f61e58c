import type { IncomingMessage } from "node:http";
import type { CredentialHeaders } from "@rivulet/auth";

/** Where a request of Node's may hold a credential. */
export function credentialHeaders({ url = "", headers }: IncomingMessage): CredentialHeaders {
  return {
    authorization: headers.authorization,
    subprotocols: headers["sec-websocket-protocol"],
    query: url.split("?", 2)[1] ?? "",
  };
}
