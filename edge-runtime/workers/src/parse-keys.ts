import { RivuletError } from "@rivulet/errors";
import type { CheckpointKey } from "@rivulet/server";

/** A name and a base64 secret in each line, as in the file of `rivulet serve`. Throws ARGUMENT_INVALID, which repeats no secret. */
export function parseKeys(text: string): CheckpointKey[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, index) => {
    const [name, secret, ...more] = line.trim().split(/\s+/);
    if (secret !== undefined && more.length === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(secret)) {
      return { name, secret: Uint8Array.from(atob(secret), (char) => char.charCodeAt(0)) };
    }
    const detail = `expected a name and a base64 secret in line ${index + 1} of CHECKPOINT_KEYS, came another line`;
    throw new RivuletError("ARGUMENT_INVALID", detail);
  });
}
