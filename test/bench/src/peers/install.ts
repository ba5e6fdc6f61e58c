import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { inRepository } from "../repository.ts";

export const peersFolder: string = inRepository("test/bench/peers");
const stamp = resolve(peersFolder, "node_modules/.installed");

function installationKey(): string {
  const lock = readFileSync(resolve(peersFolder, "package-lock.json"));
  return createHash("sha256").update(lock).digest("hex");
}

/** Whether the peers are there in the versions of the lockfile. */
export function peersInstalled(): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === installationKey();
}

/**
 * Installs the peers where they are missing. They are half a gigabyte and of use here alone, so no installation of the
 * workspace brings them. Their install scripts stay off (.npmrc): onnxruntime-node's wants a download for CUDA.
 */
export function installPeers(): void {
  if (peersInstalled()) return;
  console.error("bench: installing the peers (about 500 MB)");
  const { status } = spawnSync("npm", ["ci"], { cwd: peersFolder, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error("npm could not install the peers");
  writeFileSync(stamp, installationKey());
}
