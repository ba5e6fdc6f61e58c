import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";

/** Folder of packages/engine. */
export const engineFolder = resolve(import.meta.dirname, "..");

/** Bundles a program as a user of the engine would, runs it with the Node that runs this, and gives what it prints. */
export async function runBundled(program: Pick<BuildOptions, "entryPoints" | "stdin">, flags: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
  try {
    const outfile = join(folder, "program.mjs");
    await build({
      ...program,
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      loader: { ".wasm": "binary" },
      alias: { "@rivulet/engine": join(engineFolder, "src/index.ts") },
      logLevel: "error",
    });
    return execFileSync(process.execPath, [...flags, outfile], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
