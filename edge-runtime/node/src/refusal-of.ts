import { type ErrorCode, RivuletError } from "@rivulet/errors";
import type { HttpAnswer } from "./http-answer.ts";

const statuses: Partial<Record<ErrorCode, number>> = {
  ARGUMENT_INVALID: 404,
  ORIGIN_REFUSED: 403,
  SUBPROTOCOL_REFUSED: 400,
  AUTH_REQUIRED: 401,
  AUTH_FAILED: 401,
  AUTH_EXPIRED: 401,
  LIMIT_RATE: 429,
};

/** What an HTTP request gets for an error; what is no error of ours is told to nobody. */
export function refusalOf(error: unknown): HttpAnswer {
  if (!RivuletError.is(error)) return { status: 500, body: { code: "INTERNAL" } };
  return { status: statuses[error.code] ?? 503, body: { code: error.code, error: error.message } };
}
