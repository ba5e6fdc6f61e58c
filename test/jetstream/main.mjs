// `node scripts/node24.mjs test/jetstream/main.mjs [--messages N] [--keys N] [--workers N] [--partitions N] [--rate N]
// [--trouble MILLISECONDS] [--nats] [--score] [--json]`: the worker of JetStream streams under fire; see docs/streams.md.
import { resolve } from "node:path";
import { bundle } from "../faults/bundle.mjs";

const here = import.meta.dirname;
await bundle(here, { main: "main.ts" });
await import(resolve(here, "build/main.mjs"));
