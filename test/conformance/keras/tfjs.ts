import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export interface TfTensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array;
}

/** What a layers model is saved as. */
export interface TfArtifacts {
  readonly modelTopology: unknown;
  readonly weightSpecs: readonly unknown[];
  readonly weightData: ArrayBuffer;
}

export interface TfModel {
  getWeights(): readonly TfTensor[];
  setWeights(weights: readonly TfTensor[]): void;
  predict(input: TfTensor): TfTensor | readonly TfTensor[];
  save(handler: { save(artifacts: TfArtifacts): Promise<unknown> }): Promise<unknown>;
}

export interface TfLayer {
  apply(input: unknown): unknown;
}

type LayerMaker = (options: Readonly<Record<string, unknown>>) => TfLayer;

/** What is used of TensorFlow.js. */
export interface Tfjs {
  tensor(values: ArrayLike<number>, shape: readonly number[], dtype?: "int32"): TfTensor;
  readonly layers: Readonly<Record<string, LayerMaker>>;
  input(options: { readonly shape: readonly (number | null)[] }): unknown;
  model(options: { readonly inputs: unknown; readonly outputs: unknown }): TfModel;
}

const folder = fileURLToPath(new URL("./peers", import.meta.url));

/**
 * TensorFlow.js in plain JavaScript, installed where it is missing: it is 80 MB and of use here alone. Undefined where it
 * can't be had, save in CI, where that is an error.
 */
export function loadTfjs(): Tfjs | undefined {
  if (!existsSync(`${folder}/node_modules/@tensorflow/tfjs-layers/package.json`)) {
    const { status, stderr } = spawnSync("npm", ["ci"], { cwd: folder, encoding: "utf8" });
    if (status !== 0) {
      if (process.env.CI) throw new Error(`npm could not install TensorFlow.js: ${stderr}`);
      return undefined;
    }
  }
  const require = createRequire(`${folder}/package.json`);
  const core = require("@tensorflow/tfjs-core");
  core.env().set("PROD", true); // no advice on the console
  require("@tensorflow/tfjs-backend-cpu");
  const { layers, input, model } = require("@tensorflow/tfjs-layers");
  return { tensor: core.tensor, layers, input, model };
}
