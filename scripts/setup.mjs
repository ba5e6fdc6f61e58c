// Brings a fresh clone to where everything runs: dependencies, then builds. Needs Node >= 20.19 and npm, nothing else.
// Says what it does on standard error: standard output belongs to the command that runs after it.
//   node scripts/setup.mjs [--build-only]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PNPM = "pnpm@12.21.0";
const root = resolve(import.meta.dirname, "..");
const stamp = resolve(root, "node_modules/.rivulet-installed");
const log = (line) => console.error(`rivulet: ${line}`);

/** What an installation depends on; the stamp holds it, so a changed lockfile installs again. */
function installationKey() {
  const hash = createHash("sha256").update(`${PNPM} ${process.platform} ${process.arch}\n`);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(resolve(root, file)));
  return hash.digest("hex");
}

function install() {
  const key = installationKey();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  log("installing dependencies");
  const { status, stdout, stderr } = spawnSync("npx", ["-y", PNPM, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`pnpm could not install the dependencies\n${stdout ?? ""}${stderr ?? ""}`);
  writeFileSync(stamp, key);
}

/** Installs and builds what is missing or out of date; ends the process where that fails. */
export async function setup({ buildOnly = false } = {}) {
  try {
    if (!buildOnly) install();
    // Imported only now: the build needs packages that the installation brings.
    const { build } = await import("./build.mjs");
    await build({ log });
  } catch (error) {
    log(error.message);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setup({ buildOnly: process.argv.includes("--build-only") });
}
