export { END_OF_LINE, WordTokenizer, type WordTokenizerOptions } from "@rivulet/text";
export { advanceMany, type TaggerEvent } from "./advance.ts";
export type { RevisionGate } from "./revision-gate.ts";
export type { Tag } from "./tag.ts";
export type { Tagger } from "./tagger.ts";
export { TaggerModel, type TaggerOptions } from "./tagger-model.ts";
export type { TaggerText } from "./tagger-text.ts";
export { TextTagger, type TextTaggerOptions } from "./text-tagger.ts";
