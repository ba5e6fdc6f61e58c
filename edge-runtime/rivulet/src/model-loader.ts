import { Model } from "@rivulet/engine";
import { decodeModelFile, stackModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { bytesOf, type ModelSource, type ReadAddress } from "./model-source.ts";

/**
 * A tagger, ready for streams.
 *
 * @throws RivuletError FILE_UNREADABLE, FILE_DAMAGED, FILE_FOREIGN, FILE_VERSION, CONFIG_INVALID where it is no tagger
 */
export type LoadModel = (source: ModelSource) => Promise<TaggerModel>;

/** The network of any model file of one stack of layers, without what makes inputs of a text. @throws as `LoadModel` */
export type LoadNetwork = (source: ModelSource) => Promise<Model>;

export function taggerLoader(read: ReadAddress): LoadModel {
  return async (source) => TaggerModel.load(await bytesOf(source, read));
}

export function networkLoader(read: ReadAddress): LoadNetwork {
  return async (source) => {
    const { config, weights } = stackModelFile(decodeModelFile(await bytesOf(source, read)));
    return Model.create(config, weights);
  };
}
