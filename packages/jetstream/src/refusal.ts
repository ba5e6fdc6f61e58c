import { type ErrorCode, RivuletError } from "@rivulet/errors";

/** Says what was expected of a message and, cut short, what came. */
export function refusal(code: ErrorCode, expected: string, came: unknown): RivuletError {
  const text = JSON.stringify(came) ?? "nothing";
  return new RivuletError(code, `expected ${expected}, came ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`);
}
