import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const SKIPPED = new Set(["node_modules", "build", "dist"]);

/**
 * Time (ms) of the newest change in the files and folders given, 0 where none exists. Folders count
 * themselves too, so that a removed file is a change.
 */
export function newestChange(paths) {
  let newest = 0;
  for (const path of paths) {
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info) continue;
    newest = Math.max(newest, info.mtimeMs);
    if (!info.isDirectory()) continue;
    const children = readdirSync(path).filter((name) => !SKIPPED.has(name));
    newest = Math.max(newest, newestChange(children.map((name) => join(path, name))));
  }
  return newest;
}
