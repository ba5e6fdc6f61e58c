// Arguments: the bundle, the folder of its WebAssembly.
import { createRequire } from "node:module";
import type { Tensorflow } from "../peers/tensorflow.ts";
import { HIDDEN, numbers, report } from "./layer.ts";

const [bundle, wasmFolder] = process.argv.slice(2);
const kernel = numbers(8 * HIDDEN * HIDDEN);
const bias = numbers(4 * HIDDEN);
const x = numbers(HIDDEN);

const start = performance.now();
const tf: Tensorflow = createRequire(import.meta.url)(bundle);
tf.setWasmPaths(wasmFolder);
await tf.setBackend("wasm");
const zeros = tf.zeros([1, HIDDEN]);
const [, hidden] = tf.basicLSTMCell(
  tf.scalar(0),
  tf.tensor2d(kernel, [2 * HIDDEN, 4 * HIDDEN]),
  tf.tensor1d(bias),
  tf.tensor2d(x, [1, HIDDEN]),
  zeros,
  zeros,
);
report(start, hidden.dataSync());
