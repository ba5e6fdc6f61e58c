// `npm run load -- [--sessions N] [--rate N] [--seconds N] [--quick] [--json] [--write]`: bundles the programs and runs them.
import { resolve } from "node:path";
import { bundle } from "../faults/bundle.mjs";

const here = import.meta.dirname;
await bundle(resolve(here, "../faults"), { figures: "src/processes/figures.ts" });
await bundle(here, { main: "src/main.ts", generator: "src/generator/main.ts", echo: "src/echo-server.ts" });
await import(resolve(here, "build/main.mjs"));
