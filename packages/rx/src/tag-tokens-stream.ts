import type { TaggerModel, TaggerOptions } from "@rivulet/live";
import { type TagStream, tagStream } from "./tag-stream.ts";

/** The twin of `tagTokens` for `pipeThrough`: tokens in, tags out; one stream. */
export function tagTokensStream(model: TaggerModel, options?: TaggerOptions): TagStream {
  return tagStream(model.createTagger(options));
}
