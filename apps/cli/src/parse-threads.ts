import { RivuletError } from "@rivulet/errors";

const MOST = 64;

/** A number of threads. @throws RivuletError ARGUMENT_INVALID */
export function parseThreads(text: string): number {
  const threads = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (threads >= 1 && threads <= MOST) return threads;
  throw new RivuletError("ARGUMENT_INVALID", `expected 1 to ${MOST} threads, came ${text}`);
}
