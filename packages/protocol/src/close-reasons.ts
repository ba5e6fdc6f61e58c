import type { ErrorCode } from "@rivulet/errors";

/** Why a server closes a connection, and the WebSocket close code that says so. */
export interface CloseReason {
  readonly code: number;
  readonly meaning: string;
}

const reasons = {
  SERVER_CLOSING: { code: 1012, meaning: "the server stops or restarts; connect again" },
  LIMIT_ERRORS: { code: 4400, meaning: "too many frames or messages were refused" },
  AUTH_REQUIRED: { code: 4401, meaning: "the client did not say who it is in time" },
  AUTH_FAILED: { code: 4402, meaning: "the token is not valid" },
  AUTH_EXPIRED: { code: 4405, meaning: "the token has expired; connect again with a new one" },
  AUTH_UNAVAILABLE: { code: 4504, meaning: "the token can not be verified now; connect again later" },
  ORIGIN_REFUSED: { code: 4403, meaning: "pages of this origin may not connect" },
  SUBPROTOCOL_REFUSED: { code: 4406, meaning: "none of the offered subprotocols is spoken here" },
  OPEN_TIMEOUT: { code: 4408, meaning: "no session was opened in time" },
  IDLE_TIMEOUT: { code: 4409, meaning: "the connection had no session for too long" },
  FRAME_TOO_LARGE: { code: 4413, meaning: "a frame was larger than the limit" },
  LIMIT_OUTPUT: { code: 4429, meaning: "the client did not read its results" },
  INTERNAL: { code: 4500, meaning: "the server made a mistake" },
  LIMIT_CONNECTIONS: { code: 4503, meaning: "the server has all the connections that it takes" },
} as const satisfies Partial<Record<ErrorCode, CloseReason>>;

/** The close codes by error code. 1000 is a close without a reason; 1012 is registered for a restart, 4xxx are ours. */
export const closeReasons: Readonly<typeof reasons> = reasons;

const errorByCode = new Map<number, ErrorCode>([
  ...Object.entries(reasons).map(([error, { code }]): [number, ErrorCode] => [code, error as ErrorCode]),
  // Sent by WebSocket libraries themselves: a message too big for them, text that is not UTF-8.
  [1009, "FRAME_TOO_LARGE"],
  [1007, "FRAME_MALFORMED"],
]);

/** What a close code means to a client; CONNECTION_LOST where it says nothing. */
export function errorOfClose(code: number): ErrorCode {
  return errorByCode.get(code) ?? "CONNECTION_LOST";
}
