import { resolve } from "node:path";
import { shippedModels } from "../shipped-models.mjs";
import { wasmText } from "./wasm-text.mjs";

const shared = { bundle: true, format: "esm", target: "es2022", charset: "utf8", logLevel: "warning", write: false };
const embedded = { ...shared, platform: "neutral", mainFields: ["module", "main"], plugins: [wasmText] };
/** Workers compile nothing at run time: the kernels stay modules that the platform compiles ahead. */
const workerd = {
  ...shared,
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["workerd"],
  loader: { ".wasm": "copy", ".safetensors": "copy" },
  assetNames: "[name]",
};
const library = { splitting: true, chunkNames: "[name]-[hash]", external: ["rxjs"] };
const rivulet = "edge-runtime/rivulet";
/**
 * The public modules, and one that only splits: what a network needs is then in files of its own, and the bundler of a
 * program that needs no more leaves all others out. Of one large file it keeps every statement that might do something.
 */
const modules = (index) => ({
  index: `${rivulet}/src/${index}.ts`,
  rx: `${rivulet}/src/rx.ts`,
  network: `${rivulet}/src/network-loader.ts`,
});

/** What is built for each runtime: options of esbuild, paths from the root. */
export const bundles = [
  {
    ...embedded,
    ...library,
    entryPoints: modules("index"),
    outdir: `${rivulet}/dist/default`,
  },
  {
    ...embedded,
    ...library,
    entryPoints: modules("node"),
    outdir: `${rivulet}/dist/node`,
    external: ["rxjs", "node:*"],
  },
  {
    ...workerd,
    ...library,
    entryPoints: modules("index"),
    outdir: `${rivulet}/dist/workerd`,
  },
  {
    ...embedded,
    ...library,
    entryPoints: { client: `${rivulet}/src/client.ts` },
    outdir: `${rivulet}/dist/client`,
  },
  {
    ...embedded,
    entryPoints: {
      rivulet: "edge-runtime/browser/src/index.ts",
      "rivulet-worker": "edge-runtime/browser/src/worker.ts",
    },
    outdir: "edge-runtime/browser/dist",
    platform: "browser",
    minify: true,
  },
  {
    ...embedded,
    entryPoints: { serve: "edge-runtime/deno/src/main.ts" },
    outdir: "edge-runtime/deno/dist",
    plugins: [wasmText, shippedModels(resolve(import.meta.dirname, "../../edge-runtime/deno/dist"))],
  },
  {
    ...workerd,
    entryPoints: { worker: "edge-runtime/workers/src/worker.ts" },
    outdir: "edge-runtime/workers/dist",
    external: ["cloudflare:workers"],
    minify: true,
  },
];
