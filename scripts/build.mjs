// Builds what can not run from source: the AssemblyScript kernels, the command line, what other runtimes run, and the page.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { resolve } from "node:path";
import { bundleCli } from "./bundle-cli.mjs";
import { bundleEdge } from "./bundle-edge.mjs";
import { bundlePlayground } from "./bundle-playground.mjs";
import { newestChange } from "./newest-change.mjs";

const root = resolve(import.meta.dirname, "..");
const assembly = resolve(root, "packages/engine/assembly");

const kernels = [
  // What every platform runs, and the same bits with a faster product of 8-bit weights.
  { entry: "inference.ts", output: "kernels.wasm", features: ["simd"], fused: 0 },
  { entry: "inference.ts", output: "kernels-dot.wasm", features: ["simd", "relaxed-simd"], fused: 0 },
  { entry: "inference.ts", output: "kernels-relaxed.wasm", features: ["simd", "relaxed-simd"], fused: 1 },
  { entry: "training.ts", output: "training-kernels.wasm", features: ["simd"], fused: 0 },
].map(({ entry, output, ...options }) => ({
  entry: resolve(assembly, entry),
  output: resolve(root, "packages/engine/build", output),
  ...options,
}));

function buildKernels({ entry, output, features, fused }) {
  // Renamed into place when whole: a second process never reads half a file.
  const unfinished = `${output}.${process.pid}.wasm`;
  const { status } = spawnSync(
    process.execPath,
    [
      resolve(root, "node_modules/assemblyscript/bin/asc.js"),
      entry,
      ...["--outFile", unfinished, "--runtime", "stub", "--noAssert", "-O3"],
      ...features.flatMap((feature) => ["--enable", feature]),
      ...["--use", `FUSED=${fused}`],
    ],
    { cwd: root, stdio: ["ignore", process.stderr, "inherit"] },
  );
  if (status !== 0) throw new Error(`asc could not build ${entry}`);
  renameSync(unfinished, output);
}

/** Builds every output that is older than its sources. */
export async function build({ log }) {
  mkdirSync(resolve(root, "packages/engine/build"), { recursive: true });
  for (const kernel of kernels) {
    if (!existsSync(kernel.entry) || newestChange([kernel.output]) > newestChange([assembly])) continue;
    log(`building ${kernel.output.slice(root.length + 1)}`);
    buildKernels(kernel);
  }
  await bundleCli(root, log);
  await bundleEdge(root, log);
  await bundlePlayground(root, log);
}
