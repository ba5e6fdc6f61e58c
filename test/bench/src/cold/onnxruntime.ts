// Arguments: the package, the provider, the model file.
import { readFileSync } from "node:fs";
import type { OnnxPackage } from "../peers/onnxruntime.ts";
import { HIDDEN, numbers, report } from "./layer.ts";

const [name, provider, file] = process.argv.slice(2);
const model = readFileSync(file);
const x = numbers(HIDDEN);
const { loadOnnxRuntime } = await import("../peers/onnxruntime.ts");

const start = performance.now();
const { InferenceSession, Tensor } = loadOnnxRuntime(name as OnnxPackage);
const session = await InferenceSession.create(model, {
  executionProviders: [provider],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const zeros = new Tensor("float32", new Float32Array(HIDDEN), [1, 1, HIDDEN]);
const { Y_h } = await session.run({
  X: new Tensor("float32", x, [1, 1, HIDDEN]),
  initial_h: zeros,
  initial_c: zeros,
});
report(start, Y_h.data);
