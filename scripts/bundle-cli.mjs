import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, stop } from "esbuild";
import { newestChange } from "./newest-change.mjs";
import { shippedModels } from "./shipped-models.mjs";

/** Output name of each entry of the command line; a worker thread is a file of its own. */
const ENTRIES = {
  rivulet: "main.ts",
  "training-worker": "training-worker.ts",
  "tagging-worker": "tagging-worker.ts",
};

/** Bundles apps/cli to apps/cli/dist if any source is newer. */
export async function bundleCli(root, log) {
  const source = resolve(root, "apps/cli/src");
  const dist = resolve(root, "apps/cli/dist");
  const entries = Object.entries(ENTRIES).filter(([, file]) => existsSync(join(source, file)));
  const inputs = ["packages", "apps/cli", "edge-runtime/node", "scripts", "pnpm-lock.yaml"].map((path) =>
    resolve(root, path),
  );
  const oldestOutput = Math.min(...entries.map(([name]) => newestChange([join(dist, `${name}.js`)])));
  const kernels = resolve(root, "packages/engine/build");
  if (oldestOutput > Math.max(newestChange(inputs), newestChange([kernels]))) return;
  log("bundling apps/cli/dist");
  const { outputFiles } = await build({
    entryPoints: entries.map(([out, file]) => ({ in: join(source, file), out })),
    outdir: dist,
    bundle: true,
    // What a command imports when it runs stays a file of its own: stores, which not every machine has a use for.
    splitting: true,
    chunkNames: "chunk-[hash]",
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    loader: { ".wasm": "binary" },
    external: ["lmdb", "msgpackr-extract", "bufferutil", "utf-8-validate"],
    // Bundled CommonJS packages (ws) ask for Node's own modules by `require`, which ES modules lack.
    // (Under a name of our own: fflate imports `createRequire` too.)
    banner: {
      js: 'import { createRequire as requireOfNode } from "node:module"; const require = requireOfNode(import.meta.url);',
    },
    plugins: [shippedModels(dist)],
    logLevel: "warning",
  });
  // esbuild's own process would else live as long as this one, which may go on as the command line.
  await stop();
  mkdirSync(dist, { recursive: true });
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  const current = new Set(outputFiles.map(({ path }) => path));
  for (const file of readdirSync(dist)) {
    const path = join(dist, file);
    if (file.startsWith("chunk-") && !current.has(path)) rmSync(path, { force: true });
  }
}
