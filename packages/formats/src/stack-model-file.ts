import { isEncoderDecoder } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { AnyModelFile, ModelFile } from "./model-file.ts";

/** The file of a model that is one stack of layers, for all that can do nothing with an encoder–decoder: CONFIG_INVALID. */
export function stackModelFile(file: AnyModelFile): ModelFile {
  const { config } = file;
  if (isEncoderDecoder(config)) {
    throw new RivuletError("CONFIG_INVALID", "expected a model of one stack of layers, came an encoder–decoder");
  }
  return { ...file, config };
}
