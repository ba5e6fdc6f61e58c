import { anyWeightShapes, validateAnyConfig, validateAnyWeights } from "@rivulet/engine";
import { checksumName, checksumOf } from "./checksum.ts";
import { type AnyModelFile, modelFileFormat, modelFileVersion } from "./model-file.ts";
import type { FileTensor } from "./safetensors.ts";
import { storeTensor } from "./store-tensor.ts";
import { writeSafetensors } from "./write-safetensors.ts";

/**
 * The bytes of a model file; the same model gives the same bytes.
 *
 * @throws RivuletError CONFIG_INVALID, WEIGHTS_INVALID where the weights do not fit the
 * configuration or are not finite
 */
export function encodeModelFile(file: AnyModelFile): Uint8Array<ArrayBuffer> {
  validateAnyWeights(validateAnyConfig(file.config), file.weights);
  const metadata = new Map([
    ["format", modelFileFormat],
    ["version", modelFileVersion],
    ["task", file.task],
    ["config", JSON.stringify(file.config)],
  ]);
  if (file.labels !== undefined) metadata.set("labels", JSON.stringify(file.labels));
  if (file.text !== undefined) metadata.set("text", JSON.stringify(file.text));
  metadata.set("about", JSON.stringify(file.about));
  const tensors = new Map<string, FileTensor>();
  for (const name of anyWeightShapes(file.config).keys()) storeTensor(tensors, name, file.weights[name]);
  metadata.set(checksumName, checksumOf({ metadata, tensors }));
  return writeSafetensors({ metadata, tensors });
}
