import { type TaggerModel, TextTagger, type TextTaggerOptions } from "@rivulet/live";
import { type TagStream, tagStream } from "./tag-stream.ts";

/** The twin of `tagText` for `pipeThrough`: chunks of text in (of a TextDecoderStream, say), tags out; one stream. */
export function tagTextStream(model: TaggerModel, options?: TextTaggerOptions): TagStream {
  return tagStream(new TextTagger(model, options));
}
