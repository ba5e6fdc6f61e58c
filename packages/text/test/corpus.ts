import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.env.RIVULET_DATA ?? join(import.meta.dirname, "../../../../shared/data");

/** Whether the shared data are there; tests that need them are skipped where not. */
export const hasCorpora = existsSync(root);

export function corpus(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
