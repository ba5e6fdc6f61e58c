import { resolve } from "node:path";
import { root } from "./paths.ts";

/**
 * Path of an executable that a package of the tests brings, itself and not the script that starts it: what is ended must
 * be what runs. Where the package is not installed there is no such file.
 */
export function installed(executable: string): string {
  return resolve(root, "test/node_modules", executable);
}
