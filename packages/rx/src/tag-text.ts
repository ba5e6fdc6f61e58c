import { type Tag, type TaggerModel, TextTagger, type TextTaggerOptions } from "@rivulet/live";
import type { OperatorFunction } from "rxjs";
import { tagOperator } from "./tag-operator.ts";

/** As `tagTokens`, over text in chunks cut anywhere; a line end ends a sentence. */
export function tagText(model: TaggerModel, options?: TextTaggerOptions): OperatorFunction<string, Tag> {
  return tagOperator(() => new TextTagger(model, options));
}
