export * from "@rivulet/client";
export { RivuletError } from "@rivulet/errors";
export type { Tag, TextTaggerOptions } from "@rivulet/live";
export { tagText, tagTokens } from "./tag-operators.ts";
export type { WorkerStream } from "./worker-stream.ts";
export { createWorkerTagger, type WorkerTagger, type WorkerTaggerOptions } from "./worker-tagger.ts";
