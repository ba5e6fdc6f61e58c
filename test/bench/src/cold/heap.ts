// Prints what a million steps leave on the heap, in bytes, and how often garbage was collected meanwhile. Needs --expose-gc.
import { PerformanceObserver } from "node:perf_hooks";
import { Model, type ModelConfig } from "@rivulet/engine";
import { randomWeights } from "../random-weights.ts";

const config: ModelConfig = {
  input: { kind: "dense", size: 16 },
  layers: [{ cell: "lstm", hidden: 16 }],
  heads: [{ name: "value", size: 1, activation: "none" }],
};
const session = Model.create(config, randomWeights(config)).createSession();
const x = new Float32Array(16).fill(0.5);
const output = new Float32Array(16);
/** Reads into an array, not into a variable: V8 keeps a variable's numbers on the heap until it has optimised enough. */
function steps(count: number): void {
  for (let i = 0; i < count; i++) {
    session.step(x);
    output.set(session.hidden());
  }
}
for (let i = 0; i < 20; i++) steps(50_000);
const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 50));
let collections = 0;
await nextTurn();
globalThis.gc?.();
await nextTurn();
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ["gc"] });
const before = process.memoryUsage().heapUsed;
for (let i = 0; i < 20; i++) steps(50_000);
const growth = process.memoryUsage().heapUsed - before;
await nextTurn();
if (!(Math.abs(output[0]) <= 1)) throw new Error("expected an output of an LSTM, came another number");
console.log(JSON.stringify({ growth, collections }));
