/** A trained model of this repository. */
export interface ShippedModel {
  readonly name: string;
  readonly summary: string;
  /** Address of the model file: `file:` from the sources and on Node, what the bundler makes of it elsewhere. */
  readonly url: URL;
}

/**
 * The models that ship, by name. Reading the bytes is the caller's part, since it differs with the
 * runtime; bundlers know the form `new URL("…", import.meta.url)` and carry the file along.
 */
export const shippedModels: readonly ShippedModel[] = [
  {
    name: "en-tagger",
    summary: "English part-of-speech tags (UPOS), at once and revised up to two words later",
    url: new URL("../en-tagger/model.safetensors", import.meta.url),
  },
];
