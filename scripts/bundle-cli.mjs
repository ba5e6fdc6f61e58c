import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, stop } from "esbuild";
import { newestChange } from "./newest-change.mjs";

/** Output name of each entry of the command line; a worker thread is a file of its own. */
const ENTRIES = {
  rivulet: "main.ts",
  "training-worker": "training-worker.ts",
  "tagging-worker": "tagging-worker.ts",
};

/**
 * Copies the models that the sources name by `new URL("….safetensors", import.meta.url)` to
 * dist/models and points the URL there: the bundle's own address is not its source's.
 */
function shippedModels(dist) {
  return {
    name: "shipped-models",
    setup(builder) {
      builder.onLoad({ filter: /packages[\\/]models[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const moved = readFileSync(path, "utf8").replace(
          /new URL\("([^"]+\.safetensors)", import\.meta\.url\)/g,
          (_, file) => {
            const source = resolve(dirname(path), file);
            const place = join("models", file.replace(/^(\.\.?\/)+/, ""));
            mkdirSync(dirname(join(dist, place)), { recursive: true });
            if (existsSync(source)) copyFileSync(source, join(dist, place));
            return `new URL("./${place}", import.meta.url)`;
          },
        );
        return { contents: moved, loader: "ts" };
      });
    },
  };
}

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
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    loader: { ".wasm": "binary" },
    external: ["msgpackr-extract", "bufferutil", "utf-8-validate"],
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
}
