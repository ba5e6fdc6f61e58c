export { type ToyTagger, toyTaggerFile } from "./toy-tagger-file.ts";
