import { newTicket, type Tickets } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import type { Identity } from "@rivulet/server";
import type { TicketRecord } from "./ticket-record.ts";

/** Keeps each ticket in an object of its own: it may be used wherever the client's next request comes out. */
export class ObjectTickets implements Tickets {
  readonly #records: DurableObjectNamespace<TicketRecord>;

  constructor(records: DurableObjectNamespace<TicketRecord>) {
    this.#records = records;
  }

  async issue(identity: Identity): Promise<string> {
    const ticket = newTicket();
    await this.#ask(ticket, (record) => record.keep(identity));
    return ticket;
  }

  redeem(ticket: string): Promise<Identity | undefined> {
    return this.#ask(ticket, (record) => record.take());
  }

  async #ask<T>(ticket: string, question: (record: DurableObjectStub<TicketRecord>) => Promise<T>): Promise<T> {
    try {
      return await question(this.#records.get(this.#records.idFromName(await nameOf(ticket))));
    } catch (cause) {
      throw new RivuletError("AUTH_UNAVAILABLE", "expected an answer of the ticket's object, came none", { cause });
    }
  }
}

/** Names of objects stand in the platform's logs, where tickets must not. */
async function nameOf(ticket: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ticket));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
