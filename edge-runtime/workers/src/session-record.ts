import { DurableObject } from "cloudflare:workers";
import { limitsWith } from "@rivulet/protocol";
import type { StoredRecord } from "@rivulet/server";
import type { Env } from "./env.ts";

const KEY = "record";

/** One durable session. A checkpoint that is too old to go on from is forgotten. */
export class SessionRecord extends DurableObject<Env> {
  async load(): Promise<StoredRecord | undefined> {
    return this.#read();
  }

  /** The new revision; undefined where `revision` is not the last one. */
  async replace(record: Uint8Array, revision: number): Promise<number | undefined> {
    if ((this.#read()?.revision ?? 0) !== revision) return undefined;
    const next: StoredRecord = { revision: revision + 1, record };
    this.ctx.storage.kv.put(KEY, next);
    await this.ctx.storage.setAlarm(Date.now() + limitsWith(this.env.LIMITS).checkpointMs);
    return next.revision;
  }

  /** False where `revision` is not the last one. */
  async remove(revision: number): Promise<boolean> {
    if ((this.#read()?.revision ?? 0) !== revision) return false;
    await this.ctx.storage.deleteAll();
    return true;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  #read(): StoredRecord | undefined {
    return this.ctx.storage.kv.get<StoredRecord>(KEY);
  }
}
