import { TaggerModel } from "@rivulet/live";
import { bytesOf, type ModelSource, type ReadAddress } from "./model-source.ts";

/**
 * A tagger, ready for streams.
 *
 * @throws RivuletError FILE_UNREADABLE, FILE_DAMAGED, FILE_FOREIGN, FILE_VERSION, CONFIG_INVALID where it is no tagger
 */
export type LoadModel = (source: ModelSource) => Promise<TaggerModel>;

export function taggerLoader(read: ReadAddress): LoadModel {
  return async (source) => TaggerModel.load(await bytesOf(source, read));
}
