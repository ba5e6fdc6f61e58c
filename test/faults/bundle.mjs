// Bundles a program of this folder, or of another, for Node: the processes of a run start from files, not from TypeScript.
import { resolve } from "node:path";
import { build } from "esbuild";

/** `entries`: output name → source file. Writes `build/NAME.mjs` beside this file's folder `at`. */
export async function bundle(at, entries) {
  await build({
    entryPoints: Object.entries(entries).map(([out, file]) => ({ in: resolve(at, file), out })),
    outdir: resolve(at, "build"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    loader: { ".wasm": "binary" },
    // Native, or looked for only where they are.
    external: ["lmdb", "bufferutil", "utf-8-validate", "msgpackr-extract"],
    // Bundled CommonJS packages ask for Node's own modules by `require`, which ES modules lack.
    banner: {
      js: 'import { createRequire as requireOfNode } from "node:module"; const require = requireOfNode(import.meta.url);',
    },
    logLevel: "warning",
  });
}
