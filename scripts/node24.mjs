// The Node 24 that the workspace installs as an optional dependency; on other platforms, the Node that runs this.
// `node scripts/node24.mjs FILE ARG…` runs FILE under it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(import.meta.dirname, "..");

/** Path of the executable. */
export function node24() {
  const installed = resolve(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(installed) ? installed : process.execPath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { status } = spawnSync(node24(), process.argv.slice(2), { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
