// Brings a fresh clone to where everything runs: dependencies, then builds. Needs Node >= 20.19 and npm, nothing else.
//   node scripts/setup.mjs [--quiet] [--build-only]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const PNPM = "pnpm@12.21.0";
const root = resolve(import.meta.dirname, "..");
const stamp = resolve(root, "node_modules/.rivulet-installed");
const quiet = process.argv.includes("--quiet");
const buildOnly = process.argv.includes("--build-only");

/** What an installation depends on; the stamp holds it, so a changed lockfile installs again. */
function installationKey() {
  const hash = createHash("sha256").update(`${PNPM} ${process.platform} ${process.arch}\n`);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(resolve(root, file)));
  return hash.digest("hex");
}

function install() {
  const key = installationKey();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  if (!quiet) console.error("rivulet: installing dependencies");
  // Standard output belongs to the command that runs after the setup: a pipe must not see pnpm's.
  const { status, stdout } = spawnSync("npx", ["-y", PNPM, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: ["ignore", quiet ? "pipe" : process.stderr, "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    if (stdout) process.stderr.write(stdout);
    console.error("rivulet: the dependencies could not be installed");
    process.exit(1);
  }
  writeFileSync(stamp, key);
}

if (!buildOnly) install();
try {
  // Imported only now: the build needs packages that the installation brings.
  const { build } = await import("./build.mjs");
  await build({ log: quiet ? () => {} : (line) => console.error(`rivulet: ${line}`) });
} catch (error) {
  console.error(`rivulet: the build failed: ${error.message}`);
  process.exitCode = 1;
}
