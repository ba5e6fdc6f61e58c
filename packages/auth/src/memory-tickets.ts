import { RivuletError } from "@rivulet/errors";
import type { Identity } from "@rivulet/server";
import { newTicket, TICKET_MS, type Tickets } from "./tickets.ts";

const MOST_TICKETS = 10_000;

interface Issued {
  readonly identity: Identity;
  readonly expires: number;
}

/** Tickets of this process. */
export class MemoryTickets implements Tickets {
  /** The oldest first. */
  readonly #issued = new Map<string, Issued>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async issue(identity: Identity): Promise<string> {
    this.#forgetExpired();
    if (this.#issued.size >= MOST_TICKETS) {
      throw new RivuletError("LIMIT_RATE", `expected at most ${MOST_TICKETS} unused tickets, came one more`);
    }
    const ticket = newTicket();
    this.#issued.set(ticket, { identity, expires: this.#now() + TICKET_MS });
    return ticket;
  }

  async redeem(ticket: string): Promise<Identity | undefined> {
    this.#forgetExpired();
    const issued = this.#issued.get(ticket);
    this.#issued.delete(ticket);
    return issued?.identity;
  }

  #forgetExpired(): void {
    const now = this.#now();
    for (const [ticket, { expires }] of this.#issued) {
      if (expires > now) return;
      this.#issued.delete(ticket);
    }
  }
}
