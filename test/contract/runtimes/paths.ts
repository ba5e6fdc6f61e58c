import { resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../../..");
export const modelFile = resolve(root, "packages/models/en-tagger/model.safetensors");
/** Where the entries are bundled to; packages are found from here as from any program of this folder. */
export const built = resolve(root, "test/build/contract");
