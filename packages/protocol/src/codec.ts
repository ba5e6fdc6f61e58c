import type { FrameLimits } from "./limits.ts";
import type { ClientMessage, ServerMessage } from "./messages.ts";

/** A WebSocket message: text or binary. */
export type Frame = string | Uint8Array;

export type Subprotocol = "rivulet.v1.msgpack" | "rivulet.v1.json";

/** Messages to frames and back. */
export interface Codec {
  readonly subprotocol: Subprotocol;
  encode(message: ClientMessage | ServerMessage): Frame;
  /**
   * The plain value in a frame, its size and depth checked before anything is built from it.
   * Throws FRAME_TOO_LARGE or FRAME_MALFORMED, never anything else.
   */
  decode(frame: Frame, limits: FrameLimits): unknown;
}
