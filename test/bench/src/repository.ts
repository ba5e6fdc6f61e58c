import { fileURLToPath } from "node:url";

/** Absolute path of something in the repository; files of this folder and the bundle in build/ lie equally deep. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
