import { type ClientLimits, clientMessages } from "./client-messages.ts";
import type { Codec, Frame } from "./codec.ts";
import { describe, FieldError, type Fields, isFields, isWellFormed } from "./fields.ts";
import type { FrameLimits } from "./limits.ts";
import type { ClientMessage, ServerMessage } from "./messages.ts";
import { RefusedMessage } from "./refused-message.ts";
import { serverMessages } from "./server-messages.ts";

/** Whose message this was: the session of an `open`, session and number of the others; nothing where a part is unreadable. */
function originOf({ type, session, seq }: Fields): { session?: string; seq?: number } {
  if (typeof session !== "string" || session.length === 0 || session.length > 64 || !isWellFormed(session)) return {};
  if (type === "open" || type === "credit") return { session };
  return typeof seq === "number" && Number.isSafeInteger(seq) && seq >= 1 ? { session, seq } : {};
}

function read<T, L>(value: unknown, readers: Readonly<Record<string, (fields: Fields, limits: L) => T>>, limits: L): T {
  if (!isFields(value)) throw new RefusedMessage("MESSAGE_INVALID", `expected a map, came ${describe(value)}`);
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(readers, type)) {
    const known = Object.keys(readers).join(", ");
    const detail = `expected the type to be one of ${known}, came ${describe(type)}`;
    throw new RefusedMessage("MESSAGE_UNKNOWN", detail, originOf(value));
  }
  try {
    return readers[type](value, limits);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new RefusedMessage(error.code, `${type}: ${error.message}`, originOf(value));
  }
}

/**
 * The message in a client's frame.
 * Throws FRAME_TOO_LARGE or FRAME_MALFORMED, or a RefusedMessage: MESSAGE_UNKNOWN, MESSAGE_INVALID,
 * LIMIT_TOKENS_PER_PUSH, LIMIT_TEXT_PER_PUSH, TOKEN_TOO_LONG.
 */
export function decodeClientMessage(codec: Codec, frame: Frame, limits: FrameLimits & ClientLimits): ClientMessage {
  return read(codec.decode(frame, limits), clientMessages, limits);
}

/** The message in a server's frame. Throws FRAME_TOO_LARGE or FRAME_MALFORMED, or a RefusedMessage. */
export function decodeServerMessage(codec: Codec, frame: Frame, limits: FrameLimits): ServerMessage {
  return read(codec.decode(frame, limits), serverMessages, limits);
}
