import { RivuletError } from "@rivulet/errors";

const MOST = 1024;

/** Tokens of look-ahead. @throws RivuletError ARGUMENT_INVALID */
export function parseWindow(text: string): number {
  const window = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (window <= MOST) return window;
  throw new RivuletError("ARGUMENT_INVALID", `expected a window of 0 to ${MOST} tokens, came ${text}`);
}
