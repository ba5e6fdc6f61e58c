import { MemoryStore, type SessionStore } from "@rivulet/server";

/** The store of this name: memory, lmdb:PATH, nats:URL. Only the one that is asked for is loaded. Rejects with STORE_UNAVAILABLE. */
export async function openStore(name: string): Promise<SessionStore> {
  if (name.startsWith("lmdb:")) {
    const { lmdbStore } = await import("@rivulet/stores/lmdb");
    return lmdbStore(name.slice("lmdb:".length));
  }
  if (name.startsWith("nats:")) {
    const { natsStore } = await import("@rivulet/stores/nats");
    return natsStore(name.startsWith("nats://") ? name : name.slice("nats:".length));
  }
  return new MemoryStore();
}
