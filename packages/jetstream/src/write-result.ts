import { RivuletError } from "@rivulet/errors";
import type { Result } from "./lane.ts";

/**
 * The result as JSON: `key`, `seq` (the input's number in its stream), `tags`, and `error` where something was refused.
 * Tags that fit into no message are left out with an error in their place: the stream must go on.
 */
export function writeResult({ position, key, tags, error }: Result, finalOnly: boolean, maxBytes: number): string {
  const told = finalOnly ? tags.filter(({ final }) => final) : tags;
  const text = JSON.stringify({ key, seq: position, tags: told, ...described(error) });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxBytes) return text;
  const large = new RivuletError("FRAME_TOO_LARGE", `expected a result of at most ${maxBytes} bytes, came ${bytes}`);
  return JSON.stringify({ key, seq: position, tags: [], ...described(large) });
}

function described(error: RivuletError | undefined): { error?: { code: string; message: string } } {
  return error === undefined ? {} : { error: { code: error.code, message: error.message } };
}
