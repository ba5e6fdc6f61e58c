import type { CredentialHeaders } from "@rivulet/auth";

/** Where a request of the web's may hold a credential. */
export function credentialHeaders({ url, headers }: Request): CredentialHeaders {
  return {
    authorization: headers.get("authorization") ?? undefined,
    subprotocols: headers.get("sec-websocket-protocol") ?? undefined,
    query: new URL(url).search.slice(1),
  };
}
