import type { ErrorCode } from "../codes.ts";
import { RivuletError } from "../rivulet-error.ts";

/** For tests: the code of the error that `run` throws; undefined where it throws none. Other errors pass. */
export function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (RivuletError.is(error)) return error.code;
    throw error;
  }
  return undefined;
}
