// Type-checks every package under its own tsconfig.json (so that the pure ones see no DOM and no Node types), then the
// tests of all. Exit code 1 if any fails.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

function projects() {
  const found = [];
  for (const group of ["packages", "edge-runtime", "apps"]) {
    for (const name of readdirSync(resolve(root, group)).sort()) {
      const config = `${group}/${name}/tsconfig.json`;
      if (existsSync(resolve(root, config))) found.push(config);
    }
  }
  return [...found, "tsconfig.tests.json"];
}

let failed = 0;
for (const config of projects()) {
  const { status } = spawnSync(process.execPath, [resolve(root, "node_modules/typescript/bin/tsc"), "-p", config], {
    cwd: root,
    stdio: "inherit",
  });
  if (status === 0) continue;
  console.error(`type check: ${config} failed`);
  failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
