import { codes, type ErrorCode } from "./codes.ts";

/**
 * The one error that rivulet throws on purpose. `code` is stable across versions and listed in
 * docs/errors.md; the message says what was expected and what came.
 */
export class RivuletError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(`${codes[code]}: ${detail}`, options);
    this.name = "RivuletError";
    this.code = code;
  }

  /** True where `error` is a RivuletError (of the given code, if one is given). */
  static is(error: unknown, code?: ErrorCode): error is RivuletError {
    return error instanceof RivuletError && (code === undefined || error.code === code);
  }
}
