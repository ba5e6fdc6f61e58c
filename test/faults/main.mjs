// `npm run faults -- [SCENARIO…] [--sessions N] [--kills N] [--quick] [--json] [--write]`: bundles the programs and runs them.
import { resolve } from "node:path";
import { bundle } from "./bundle.mjs";

const here = import.meta.dirname;
await bundle(here, { main: "src/main.ts", figures: "src/processes/figures.ts", deaf: "src/hostile/deaf.ts" });
await import(resolve(here, "build/main.mjs"));
