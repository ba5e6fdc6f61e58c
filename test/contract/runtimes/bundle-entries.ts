import { mkdir, rename, writeFile } from "node:fs/promises";
import { type BuildOptions, build } from "esbuild";
import { built, root } from "./paths.ts";

const shared: BuildOptions = {
  bundle: true,
  format: "esm",
  charset: "utf8",
  logLevel: "warning",
  // What esbuild leaves out of a package it tells of everywhere but in node_modules, where the public one is a link here.
  logOverride: { "ignored-bare-import": "silent" },
  absWorkingDir: root,
};

/** Programs of a runtime with packages find the public package themselves, by its conditional exports. */
const withPackages: BuildOptions = { ...shared, platform: "neutral", external: ["node:*", "rivulet", "rxjs"] };

const entries: readonly BuildOptions[] = [
  { ...withPackages, entryPoints: { node: "test/contract/entries/node.ts", deno: "test/contract/entries/deno.ts" } },
  {
    ...shared,
    platform: "neutral",
    mainFields: ["module", "main"],
    loader: { ".wasm": "binary" },
    entryPoints: { "deno-server": "edge-runtime/deno/test/contract-server.ts" },
  },
  { ...shared, platform: "browser", entryPoints: { browser: "test/contract/entries/browser.ts" } },
  // The page finds the built bundle at its address, as a page without a bundler would.
  {
    ...shared,
    platform: "browser",
    alias: { "@rivulet/runtime-browser": "/rivulet.js" },
    external: ["/rivulet.js"],
    entryPoints: { page: "edge-runtime/browser/test/contract-page.ts" },
  },
  {
    ...shared,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd"],
    loader: { ".wasm": "copy", ".safetensors": "copy" },
    assetNames: "[name]",
    external: ["cloudflare:workers"],
    entryPoints: {
      workerd: "test/contract/entries/workerd.ts",
      "observed-worker": "edge-runtime/workers/test/observed-worker.ts",
    },
  },
];

/** Bundles the suite for every runtime. Several tests do so at once: each file is put in place when whole. */
export async function bundleEntries(): Promise<void> {
  await mkdir(built, { recursive: true });
  for (const entry of entries) {
    const { outputFiles } = await build({ ...entry, outdir: built, write: false });
    for (const { path, contents } of outputFiles) {
      await writeFile(`${path}.${process.pid}`, contents);
      await rename(`${path}.${process.pid}`, path);
    }
  }
}
