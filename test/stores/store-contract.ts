import { setTimeout as sleep } from "node:timers/promises";
import { RivuletError } from "@rivulet/errors";
import type { SessionStore } from "@rivulet/server";
import { afterEach, describe, expect, it } from "vitest";

/** A kind of store; every `open` of one test gives a store over the same records. */
export interface StoreKind {
  readonly name: string;
  open(options?: { readonly ttlMs: number }): Promise<SessionStore>;
  /** Forgets the records. */
  clear(): Promise<void>;
  /** Whether records expire, and whether several stores see the same ones. */
  readonly expires: boolean;
  readonly isShared: boolean;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const codeOf = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "resolved",
    (error: unknown) => (error instanceof RivuletError ? error.code : String(error)),
  );

/** What every store must hold to. */
export function describeStore(kind: StoreKind): void {
  describe(kind.name, () => {
    const opened: SessionStore[] = [];
    const open = async (options?: { readonly ttlMs: number }): Promise<SessionStore> => {
      const store = await kind.open(options);
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      await kind.clear();
    });

    it("gives back the bytes and the revision of the last change", async () => {
      const store = await open();
      const first = await store.put("a", bytes(1, 2, 3), 0);
      expect(await store.load("a")).toEqual({ revision: first, record: bytes(1, 2, 3) });
      const second = await store.put("a", bytes(), first);
      expect(second).toBeGreaterThan(first);
      expect(await store.load("a")).toEqual({ revision: second, record: bytes() });
    });

    it("keeps a record of its own, and one that no later call changes", async () => {
      const store = await open();
      const room = bytes(9, 1, 2, 9);
      const revision = await store.put("a", room.subarray(1, 3), 0);
      const loaded = await store.load("a");
      await store.put("a", bytes(7, 7), revision);
      await store.put("b", bytes(8, 8), 0);
      await store.load("b");
      expect(loaded?.record).toEqual(bytes(1, 2));
    });

    it("knows nothing of an id that was never put", async () => {
      const store = await open();
      expect(await store.load("nobody")).toBeUndefined();
      expect(await codeOf(store.delete("nobody", 1))).toBe("SESSION_FENCED");
      expect(await codeOf(store.put("nobody", bytes(1), 1))).toBe("SESSION_FENCED");
    });

    it("refuses a change of another revision, which changes nothing", async () => {
      const store = await open();
      const first = await store.put("a", bytes(1), 0);
      const second = await store.put("a", bytes(2), first);
      expect(await codeOf(store.put("a", bytes(3), first))).toBe("SESSION_FENCED");
      expect(await codeOf(store.put("a", bytes(3), 0))).toBe("SESSION_FENCED");
      expect(await codeOf(store.put("a", bytes(3), second + 1))).toBe("SESSION_FENCED");
      expect(await codeOf(store.delete("a", first))).toBe("SESSION_FENCED");
      expect(await store.load("a")).toEqual({ revision: second, record: bytes(2) });
    });

    it("forgets what is deleted, and fences who had it", async () => {
      const store = await open();
      const first = await store.put("a", bytes(1), 0);
      await store.delete("a", first);
      expect(await store.load("a")).toBeUndefined();
      expect(await codeOf(store.put("a", bytes(2), first))).toBe("SESSION_FENCED");
      await sleep(2);
      const anew = await store.put("a", bytes(3), 0);
      expect(anew).toBeGreaterThan(first);
      expect(await codeOf(store.put("a", bytes(2), first))).toBe("SESSION_FENCED");
      expect((await store.load("a"))?.record).toEqual(bytes(3));
    });

    it("keeps many records apart, and large ones", async () => {
      const store = await open();
      const record = (index: number) => new Uint8Array(index % 10 === 0 ? 65_536 : 300).fill(index);
      const ids = Array.from({ length: 60 }, (_, index) => index);
      await Promise.all(ids.map((index) => store.put(`session-${index}`, record(index), 0)));
      for (const index of ids) expect((await store.load(`session-${index}`))?.record).toEqual(record(index));
    });

    it("lets exactly one of several writers of one revision win", async () => {
      const stores = [await open(), kind.isShared ? await open() : opened[0]];
      let revision = await stores[0].put("a", bytes(0), 0);
      for (let round = 1; round <= 20; round++) {
        const writers = [0, 1, 2, 3];
        const tries = writers.map((writer) => stores[writer % 2].put("a", bytes(round, writer), revision));
        const results = await Promise.allSettled(tries);
        const winner = results.findIndex(({ status }) => status === "fulfilled");
        const codes = await Promise.all(tries.map(codeOf));
        expect(codes.toSorted()).toEqual(["SESSION_FENCED", "SESSION_FENCED", "SESSION_FENCED", "resolved"]);
        const found = await stores[round % 2].load("a");
        expect(found?.record).toEqual(bytes(round, winner));
        revision = found?.revision ?? 0;
      }
    });

    it.runIf(kind.isShared)("answers STORE_UNAVAILABLE when closed, and keeps the records", async () => {
      const store = await open();
      const revision = await store.put("a", bytes(1), 0);
      await store.close();
      expect(await codeOf(store.load("a"))).toBe("STORE_UNAVAILABLE");
      expect(await codeOf(store.put("a", bytes(2), revision))).toBe("STORE_UNAVAILABLE");
      expect(await codeOf(store.delete("a", revision))).toBe("STORE_UNAVAILABLE");
      await store.close();
      expect(await (await open()).load("a")).toEqual({ revision, record: bytes(1) });
    });

    it.runIf(kind.expires)("forgets a record some time after its last change", async () => {
      const store = await open({ ttlMs: 400 });
      const first = await store.put("a", bytes(1), 0);
      const second = await store.put("a", bytes(2), first);
      expect((await store.load("a"))?.revision).toBe(second);
      await expect.poll(() => store.load("a"), { timeout: 10_000, interval: 50 }).toBeUndefined();
      for (let other = 0; other < 4; other++) await store.put(`other-${other}`, bytes(other), 0);
      expect(await codeOf(store.put("a", bytes(3), second))).toBe("SESSION_FENCED");
      await store.put("a", bytes(4), 0);
      expect((await store.load("a"))?.record).toEqual(bytes(4));
    });
  });
}
