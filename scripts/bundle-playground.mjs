import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, stop } from "esbuild";
import { newestChange } from "./newest-change.mjs";

/** Bundles apps/playground to apps/playground/dist, what a browser loads, if any source is newer. */
export async function bundlePlayground(root, log) {
  const home = resolve(root, "apps/playground");
  const dist = join(home, "dist");
  const inputs = ["packages", "apps/playground/src", "apps/playground/page", "scripts", "pnpm-lock.yaml"].map((path) =>
    resolve(root, path),
  );
  const kernels = resolve(root, "packages/engine/build");
  const outputs = ["main.js", "main.css", "tagging-worker.js", "index.html"].map((name) => join(dist, name));
  const oldestOutput = Math.min(...outputs.map((path) => newestChange([path])));
  if (oldestOutput > Math.max(newestChange(inputs), newestChange([kernels]))) return;
  log("bundling apps/playground/dist");
  const { outputFiles } = await build({
    entryPoints: {
      main: join(home, "src/main.tsx"),
      "tagging-worker": join(home, "src/worker/tagging-worker.ts"),
    },
    outdir: dist,
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".wasm": "binary" },
    logLevel: "warning",
  });
  await stop();
  mkdirSync(dist, { recursive: true });
  const page = join(home, "page");
  for (const name of readdirSync(page)) copyFileSync(join(page, name), join(dist, name));
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
}
