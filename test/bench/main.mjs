// `npm run bench -- [SUITE…] [--json] [--quick] [--write] …`: bundles the benchmarks and runs them in this process.
import { resolve } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const outfile = resolve(here, "build/bench.mjs");

await build({
  entryPoints: [resolve(here, "src/main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  loader: { ".wasm": "binary" },
  external: ["esbuild"],
  logLevel: "warning",
});
await import(outfile);
