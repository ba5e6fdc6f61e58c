import { Model } from "@rivulet/engine";
import { decodeModelFile } from "@rivulet/formats";
import { bytesOf, type ModelSource, type ReadAddress } from "./model-source.ts";

/**
 * The network of any model file of one stack of layers, without what makes inputs of a text.
 *
 * @throws RivuletError FILE_UNREADABLE, FILE_DAMAGED, FILE_FOREIGN, FILE_VERSION, CONFIG_INVALID for an encoder–decoder
 */
export type LoadNetwork = (source: ModelSource) => Promise<Model>;

export function networkLoader(read: ReadAddress): LoadNetwork {
  return async (source) => {
    const { config, weights } = decodeModelFile(await bytesOf(source, read));
    return Model.create(config, weights);
  };
}
