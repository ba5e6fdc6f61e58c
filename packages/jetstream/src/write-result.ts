import { RivuletError } from "@rivulet/errors";
import type { Result } from "./lane.ts";
import type { Task } from "./task.ts";

/**
 * The result as JSON: `key`, `seq` (the input's number in its stream), what the task tells, and `error` where something was
 * refused. What fits into no message is left out with an error in its place: the stream must go on.
 */
export function writeResult({ position, key, outputs, error }: Result, task: Task, maxBytes: number): string {
  const text = JSON.stringify({ key, seq: position, ...task.tell(outputs), ...described(error) });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= maxBytes) return text;
  const large = new RivuletError("FRAME_TOO_LARGE", `expected a result of at most ${maxBytes} bytes, came ${bytes}`);
  return JSON.stringify({ key, seq: position, ...task.tell([]), ...described(large) });
}

function described(error: RivuletError | undefined): { error?: { code: string; message: string } } {
  return error === undefined ? {} : { error: { code: error.code, message: error.message } };
}
