import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lmdbStore } from "@rivulet/stores/lmdb";
import { describeStore } from "./store-contract.ts";

let folder: string | undefined;

describeStore({
  name: "a store on disk",
  open: async (options) => {
    folder ??= mkdtempSync(join(tmpdir(), "rivulet-lmdb-"));
    return lmdbStore(folder, options);
  },
  clear: async () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  },
  expires: true,
  isShared: true,
});
