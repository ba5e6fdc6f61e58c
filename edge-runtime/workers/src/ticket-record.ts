import { DurableObject } from "cloudflare:workers";
import { TICKET_MS } from "@rivulet/auth";
import type { Identity } from "@rivulet/server";
import type { Env } from "./env.ts";

const KEY = "ticket";

interface Issued {
  readonly identity: Identity;
  readonly expires: number;
}

/** One ticket that nobody has used. */
export class TicketRecord extends DurableObject<Env> {
  async keep(identity: Identity): Promise<void> {
    const expires = Date.now() + TICKET_MS;
    this.ctx.storage.kv.put(KEY, { identity, expires } satisfies Issued);
    await this.ctx.storage.setAlarm(expires);
  }

  /** Undefined where there is none, or no longer. */
  async take(): Promise<Identity | undefined> {
    const issued = this.ctx.storage.kv.get<Issued>(KEY);
    if (issued === undefined) return undefined;
    this.ctx.storage.kv.delete(KEY);
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    return issued.expires > Date.now() ? issued.identity : undefined;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
