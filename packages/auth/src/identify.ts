import { RivuletError } from "@rivulet/errors";
import type { Authenticator, Identity } from "@rivulet/server";
import type { Credential } from "./credential-of.ts";
import type { Tickets } from "./tickets.ts";

/** Whose credential it is. Rejects with AUTH_FAILED, AUTH_EXPIRED, AUTH_UNAVAILABLE. */
export async function identify(
  { way, secret }: Credential,
  authenticator: Authenticator,
  tickets: Tickets,
): Promise<Identity> {
  if (way !== "ticket") return authenticator.verify(secret);
  const identity = await tickets.redeem(secret);
  if (identity !== undefined) return identity;
  throw new RivuletError("AUTH_FAILED", "expected an unused ticket, came another");
}
