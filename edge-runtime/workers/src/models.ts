import { TaggerModel } from "@rivulet/live";
import file from "@rivulet/models/en-tagger.safetensors";

/** Loaded when an isolate starts and shared by all objects in it. */
export const models: ReadonlyMap<string, TaggerModel> = new Map([
  ["en-tagger", TaggerModel.load(new Uint8Array(file))],
]);
