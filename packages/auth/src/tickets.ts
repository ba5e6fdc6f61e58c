import type { Identity } from "@rivulet/server";
import { base64url } from "jose";

/** How long a ticket is good. */
export const TICKET_MS = 30_000;

/** Hands out tickets that are good once and not for long: they may stand in a URL, where a token must not. */
export interface Tickets {
  /** Rejects with LIMIT_RATE where too many are out. */
  issue(identity: Identity): Promise<string>;
  /** Undefined where the ticket is none, was used, or is too old. */
  redeem(ticket: string): Promise<Identity | undefined>;
}

/** 256 random bits that nobody guesses. */
export function newTicket(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}
