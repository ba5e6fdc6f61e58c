// `npm run faults -- [SCENARIO…] [--sessions N] [--kills N] [--quick] [--json] [--write]`: bundles the programs and runs them.
import { resolve } from "node:path";
import { bundle } from "./bundle.mjs";

const here = import.meta.dirname;
await bundle(here, { main: "src/main.ts", server: "src/processes/server.ts" });
await import(resolve(here, "build/main.mjs"));
