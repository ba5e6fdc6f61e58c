import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { inRepository } from "../repository.ts";

const flavours = [
  { name: "limits", features: ["simd"] },
  { name: "limits-relaxed", features: ["simd", "relaxed-simd"] },
] as const;

export type LimitFlavour = (typeof flavours)[number]["name"];

const source = inRepository("test/bench/assembly/limits.as");
/** asc takes .ts alone, which the type check of the workspace would take for TypeScript anywhere but in build/. */
const entry = inRepository("test/bench/build/limits.ts");

export function limitWasm(name: LimitFlavour): string {
  return inRepository(`test/bench/build/${name}.wasm`);
}

/** Builds what is older than its source. */
export function buildLimits(): void {
  const changed = statSync(source).mtimeMs;
  for (const { name, features } of flavours) {
    const output = limitWasm(name);
    if (existsSync(output) && statSync(output).mtimeMs >= changed) continue;
    mkdirSync(inRepository("test/bench/build"), { recursive: true });
    copyFileSync(source, entry);
    const { status } = spawnSync(
      process.execPath,
      [
        inRepository("node_modules/assemblyscript/bin/asc.js"),
        entry,
        ...["--outFile", output, "--runtime", "stub", "--noAssert", "-O3"],
        ...features.flatMap((feature) => ["--enable", feature]),
      ],
      { stdio: ["ignore", 2, 2] },
    );
    if (status !== 0) throw new Error(`asc could not build ${source}`);
  }
}
