import { resolve } from "node:path";
import { root } from "./paths.ts";

/** Path of a command that a package of the tests brings; where it is not installed, one that does not exist. */
export function installed(command: string): string {
  return resolve(root, "test/node_modules/.bin", command);
}
