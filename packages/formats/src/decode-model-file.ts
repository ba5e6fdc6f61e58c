import { type ModelConfig, validateConfig, validateWeights, weightShapes } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { decodeForm } from "./decode-form.ts";
import type { FileLimits } from "./file-limits.ts";
import type { ModelFile } from "./model-file.ts";

const stack = { validateConfig: validateStack, weightShapes, validateWeights };

/**
 * Reads the model file of one stack of layers. Nothing in it is trusted: container, metadata, configuration and weights are
 * checked before anything is returned. The weights are copies; `bytes` may be dropped.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, FILE_FOREIGN where it is another program's file, FILE_VERSION,
 * CONFIG_INVALID, for an encoder–decoder too, WEIGHTS_INVALID
 */
export function decodeModelFile(bytes: Uint8Array, limits: FileLimits = {}): ModelFile {
  return decodeForm(stack, bytes, limits);
}

function validateStack(value: unknown): ModelConfig {
  if ((value as { readonly shape?: unknown } | null)?.shape === "encoder-decoder") {
    throw new RivuletError("CONFIG_INVALID", "expected a model of one stack of layers, came an encoder–decoder");
  }
  return validateConfig(value);
}
