import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { build } from "esbuild";
import { inRepository } from "../repository.ts";

// As deep in the repository as the main bundle: inRepository counts on it.
const outdir = inRepository("test/bench/build");
const programs = ["rivulet", "onnxruntime", "tensorflow", "heap"] as const;
export type ColdProgram = (typeof programs)[number];

/** Bundles the programs; what they import late stays in files of its own. */
export async function buildColdPrograms(): Promise<void> {
  await build({
    entryPoints: programs.map((name) => inRepository(`test/bench/src/cold/${name}.ts`)),
    outdir,
    entryNames: "cold-[name]",
    chunkNames: "cold-[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["esbuild"],
    loader: { ".wasm": "binary" },
    logLevel: "warning",
  });
}

/** What a program prints in a fresh process. */
export function runCold(program: ColdProgram, args: readonly string[]): string {
  const script = resolve(outdir, `cold-${program}.mjs`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} failed in a fresh process\n${stderr}`);
  return stdout.trim();
}
