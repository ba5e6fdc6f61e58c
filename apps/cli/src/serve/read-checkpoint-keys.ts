import { RivuletError } from "@rivulet/errors";
import type { CheckpointKey } from "@rivulet/server";
import { readText } from "../read-text.ts";

/**
 * The keys of a file: a name and a base64 secret in each line, the first seals. Empty lines and what follows # are
 * skipped. Rejects with FILE_UNREADABLE, or ARGUMENT_INVALID, which repeats no secret.
 */
export async function readCheckpointKeys(path: string): Promise<CheckpointKey[]> {
  const keys: CheckpointKey[] = [];
  for (const [index, line] of (await readText(path)).split("\n").entries()) {
    const [name, secret, ...more] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (name === "") continue;
    if (secret === undefined || more.length > 0 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(secret)) {
      const detail = `expected a name and a base64 secret in line ${index + 1} of ${path}, came another line`;
      throw new RivuletError("ARGUMENT_INVALID", detail);
    }
    keys.push({ name, secret: Buffer.from(secret, "base64") });
  }
  return keys;
}
