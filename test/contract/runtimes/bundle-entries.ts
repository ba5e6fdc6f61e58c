import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { wasmText } from "../../../scripts/edge/wasm-text.mjs";
import { built, root } from "./paths.ts";

const shared: BuildOptions = { bundle: true, format: "esm", charset: "utf8", logLevel: "warning", absWorkingDir: root };

/** Programs of a runtime with packages find the public package themselves, by its conditional exports. */
const withPackages: BuildOptions = { ...shared, platform: "neutral", external: ["node:*", "rivulet", "rxjs"] };

const entries: readonly BuildOptions[] = [
  { ...withPackages, entryPoints: { node: "test/contract/entries/node.ts", deno: "test/contract/entries/deno.ts" } },
  {
    ...shared,
    platform: "neutral",
    mainFields: ["module", "main"],
    plugins: [wasmText],
    entryPoints: { "deno-server": "test/contract/entries/deno-server.ts" },
  },
  { ...shared, platform: "browser", entryPoints: { browser: "test/contract/entries/browser.ts" } },
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
      "observed-worker": "test/contract/entries/observed-worker.ts",
    },
  },
];

/** Bundles the suite for every runtime. */
export async function bundleEntries(): Promise<void> {
  for (const entry of entries) await build({ ...entry, outdir: resolve(built) });
}
