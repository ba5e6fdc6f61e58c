import { loadPeer } from "./load.ts";

/** What is used of onnxruntime-node and onnxruntime-web, whose interface is one. */
export interface OnnxRuntime {
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly env: { logLevel: string; readonly wasm: { numThreads: number } };
}

export interface OnnxTensor {
  readonly data: Float32Array;
}

export interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

export type OnnxPackage = "onnxruntime-node" | "onnxruntime-web";

export function loadOnnxRuntime(name: OnnxPackage): OnnxRuntime {
  const runtime = loadPeer<OnnxRuntime>(name);
  runtime.env.logLevel = "error";
  runtime.env.wasm.numThreads = 1;
  return runtime;
}
