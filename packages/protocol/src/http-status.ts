import type { ErrorCode } from "@rivulet/errors";

const statuses: Partial<Record<ErrorCode, number>> = {
  ARGUMENT_INVALID: 404,
  ORIGIN_REFUSED: 403,
  SUBPROTOCOL_REFUSED: 400,
  AUTH_REQUIRED: 401,
  AUTH_FAILED: 401,
  AUTH_EXPIRED: 401,
  LIMIT_RATE: 429,
};

/** The HTTP status that refuses a request, or the upgrade to a WebSocket, for this error. */
export function httpStatusOf(code: ErrorCode): number {
  return statuses[code] ?? 503;
}
