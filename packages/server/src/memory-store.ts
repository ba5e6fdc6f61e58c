import { RivuletError } from "@rivulet/errors";
import type { SessionStore, StoredRecord } from "./session-store.ts";

/** Keeps sessions as long as the process lives: what a dropped socket needs. The oldest beyond `capacity` are forgotten. */
export class MemoryStore implements SessionStore {
  readonly #capacity: number;
  /** In the order of their last change. */
  readonly #records = new Map<string, StoredRecord>();
  #revision = 0;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  async load(id: string): Promise<StoredRecord | undefined> {
    return this.#records.get(id);
  }

  async put(id: string, record: Uint8Array, revision: number): Promise<number> {
    this.#check(id, revision);
    this.#records.delete(id);
    this.#records.set(id, { revision: ++this.#revision, record });
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= this.#capacity) break;
      this.#records.delete(oldest);
    }
    return this.#revision;
  }

  async delete(id: string, revision: number): Promise<void> {
    this.#check(id, revision);
    this.#records.delete(id);
  }

  async close(): Promise<void> {}

  #check(id: string, revision: number): void {
    const found = this.#records.get(id)?.revision ?? 0;
    if (found !== revision) throw new RivuletError("SESSION_FENCED", `expected revision ${found}, came ${revision}`);
  }
}
