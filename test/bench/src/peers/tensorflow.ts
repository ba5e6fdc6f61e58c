import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { build } from "esbuild";
import { inRepository } from "../repository.ts";
import { peersFolder } from "./install.ts";

/** What is used of @tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm. */
export interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  setWasmPaths(folder: string): void;
  setThreadsCount(count: number): void;
  tensor2d(data: Float32Array, shape: readonly [number, number]): TfTensor;
  tensor1d(data: Float32Array | Int32Array, type?: "float32" | "int32"): TfTensor;
  scalar(value: number): TfTensor;
  zeros(shape: readonly number[]): TfTensor;
  variable(value: TfTensor): TfTensor;
  oneHot(ids: TfTensor, depth: number): TfTensor;
  cast(x: TfTensor, type: "float32"): TfTensor;
  add(a: TfTensor, b: TfTensor): TfTensor;
  sub(a: TfTensor, b: TfTensor): TfTensor;
  mul(a: TfTensor, b: TfTensor): TfTensor;
  tanh(x: TfTensor): TfTensor;
  sigmoid(x: TfTensor): TfTensor;
  matMul(a: TfTensor, b: TfTensor): TfTensor;
  concat(tensors: readonly TfTensor[], axis: number): TfTensor;
  slice(x: TfTensor, begin: readonly number[], size: readonly number[]): TfTensor;
  split(x: TfTensor, parts: number, axis: number): TfTensor[];
  basicLSTMCell(
    forgetBias: TfTensor,
    kernel: TfTensor,
    bias: TfTensor,
    data: TfTensor,
    c: TfTensor,
    h: TfTensor,
  ): [TfTensor, TfTensor];
  tidy<T>(work: () => T): T;
  dispose(tensors: readonly TfTensor[]): void;
  readonly fused: {
    matMul(operands: { a: TfTensor; b: TfTensor; bias?: TfTensor }): TfTensor;
  };
  readonly losses: { softmaxCrossEntropy(labels: TfTensor, logits: TfTensor): TfTensor };
  readonly train: { adam(rate: number): TfOptimizer };
}

export interface TfTensor {
  dataSync(): Float32Array;
  dispose(): void;
}

export interface TfOptimizer {
  minimize(loss: () => TfTensor, returnCost: true, variables: readonly TfTensor[]): TfTensor;
  dispose(): void;
}

const bundle = inRepository("test/bench/build/tensorflow.cjs");
const wasmFolder = resolve(peersFolder, "node_modules/@tensorflow/tfjs-backend-wasm/dist");

/** The modules that are used, gradients among them: the package's own build for Node leaves those out. */
export const tensorflowEntry = {
  contents: [
    'import "@tensorflow/tfjs-core/dist/register_all_gradients";',
    'export * from "@tensorflow/tfjs-core";',
    'export * from "@tensorflow/tfjs-backend-wasm";',
  ].join("\n"),
  resolveDir: peersFolder,
};

/** Where @tensorflow/tfjs-backend-wasm keeps its WebAssembly, with the slash that it asks for. */
export const tensorflowWasm = `${wasmFolder}/`;

/** The path of TensorFlow.js as one CommonJS file, made on first use. */
export async function tensorflowBundle(): Promise<string> {
  const lock = resolve(peersFolder, "package-lock.json");
  if (!existsSync(bundle) || statSync(bundle).mtimeMs < statSync(lock).mtimeMs) {
    await build({
      stdin: tensorflowEntry,
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "cjs",
      mainFields: ["module", "main"],
      logLevel: "warning",
    });
  }
  return bundle;
}

let loaded: Promise<Tensorflow> | undefined;

/** TensorFlow.js on its WebAssembly backend, one thread. */
export function loadTensorflow(): Promise<Tensorflow> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Tensorflow> {
  const path = await tensorflowBundle();
  const tf: Tensorflow = createRequire(import.meta.url)(path);
  tf.setWasmPaths(tensorflowWasm);
  tf.setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js could not start its WebAssembly backend");
  return tf;
}
