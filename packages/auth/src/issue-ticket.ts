import { RivuletError } from "@rivulet/errors";
import type { Authenticator } from "@rivulet/server";
import type { Credential } from "./credential-of.ts";
import { identify } from "./identify.ts";
import { TICKET_MS, type Tickets } from "./tickets.ts";

/** What `POST /tickets` answers. */
export interface TicketAnswer {
  readonly ticket: string;
  readonly expiresInMs: number;
}

/** A bearer gets a ticket for one connection. Rejects with AUTH_REQUIRED, LIMIT_RATE and as `identify`. */
export async function issueTicket(
  credential: Credential | undefined,
  authenticator: Authenticator,
  tickets: Tickets,
): Promise<TicketAnswer> {
  if (credential?.way !== "header") {
    throw new RivuletError("AUTH_REQUIRED", "expected the header Authorization: Bearer, came none");
  }
  const ticket = await tickets.issue(await identify(credential, authenticator, tickets));
  return { ticket, expiresInMs: TICKET_MS };
}
