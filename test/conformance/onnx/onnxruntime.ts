import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** What is used of onnxruntime-node. */
export interface OnnxRuntime {
  readonly Tensor: new (
    type: "float32" | "int64" | "int32",
    data: Float32Array | BigInt64Array | Int32Array,
    dims: readonly number[],
  ) => RuntimeTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<RuntimeSession>;
  };
}

export interface RuntimeTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface RuntimeSession {
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

const folder = fileURLToPath(new URL("../peers", import.meta.url));

/**
 * ONNX Runtime, installed where it is missing: it is 300 MB and of use here alone, so no installation of the workspace
 * brings it. Its install script stays off (.npmrc): it wants a download for CUDA. Undefined where it can't be had, save in
 * CI, where that is an error.
 */
export function loadOnnxRuntime(): OnnxRuntime | undefined {
  if (!existsSync(`${folder}/node_modules/onnxruntime-node/package.json`)) {
    const { status, stderr } = spawnSync("npm", ["ci"], { cwd: folder, encoding: "utf8" });
    if (status !== 0) {
      if (process.env.CI) throw new Error(`npm could not install onnxruntime-node: ${stderr}`);
      return undefined;
    }
  }
  return createRequire(`${folder}/package.json`)("onnxruntime-node");
}

/** One run of a model. */
export async function runModel(
  { InferenceSession }: OnnxRuntime,
  bytes: Uint8Array,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): Promise<Readonly<Record<string, RuntimeTensor>>> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}
