import { RivuletError } from "@rivulet/errors";
import type { SessionStore, StoredRecord } from "@rivulet/server";
import type { SessionRecord } from "./session-record.ts";

/** Keeps each durable session in an object of its own, which all objects reach by the session's id. */
export class ObjectStore implements SessionStore {
  readonly #records: DurableObjectNamespace<SessionRecord>;

  constructor(records: DurableObjectNamespace<SessionRecord>) {
    this.#records = records;
  }

  load(id: string): Promise<StoredRecord | undefined> {
    return this.#ask(id, (record) => record.load());
  }

  async put(id: string, bytes: Uint8Array, revision: number): Promise<number> {
    const next = await this.#ask(id, (record) => record.replace(bytes, revision));
    if (next === undefined) throw fenced(revision);
    return next;
  }

  async delete(id: string, revision: number): Promise<void> {
    const deleted = await this.#ask(id, (record) => record.remove(revision));
    if (!deleted) throw fenced(revision);
  }

  async close(): Promise<void> {}

  async #ask<T>(id: string, question: (record: DurableObjectStub<SessionRecord>) => Promise<T>): Promise<T> {
    try {
      return await question(this.#records.get(this.#records.idFromName(id)));
    } catch (cause) {
      throw new RivuletError("STORE_UNAVAILABLE", "expected an answer of the session's object, came none", { cause });
    }
  }
}

function fenced(revision: number): RivuletError {
  return new RivuletError("SESSION_FENCED", `expected the session's last revision, came ${revision}`);
}
