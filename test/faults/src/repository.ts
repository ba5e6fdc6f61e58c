import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The root of the repository: this file is run as a source by tests and from build/ by the programs. */
function rootAbove(folder: string): string {
  return existsSync(resolve(folder, "pnpm-workspace.yaml")) ? folder : rootAbove(dirname(folder));
}

/** Absolute path of something in the repository. */
export function inRepository(path: string): string {
  return resolve(rootAbove(import.meta.dirname), path);
}

export const taggerFile = inRepository("packages/models/en-tagger/model.safetensors");
