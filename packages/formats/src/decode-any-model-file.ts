import { anyWeightShapes, validateAnyConfig, validateAnyWeights } from "@rivulet/engine";
import { decodeForm } from "./decode-form.ts";
import type { FileLimits } from "./file-limits.ts";
import type { AnyModelFile } from "./model-file.ts";

const any = {
  validateConfig: validateAnyConfig,
  weightShapes: anyWeightShapes,
  validateWeights: validateAnyWeights,
};

/** Reads a model file as `decodeModelFile` does; its model may be an encoder–decoder. @throws as `decodeModelFile` */
export function decodeAnyModelFile(bytes: Uint8Array, limits: FileLimits = {}): AnyModelFile {
  return decodeForm(any, bytes, limits);
}
