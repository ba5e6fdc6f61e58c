import { RivuletError } from "@rivulet/errors";
import { base64 } from "@scure/base";
import type { Codec } from "./codec.ts";
import { checkFrameBytes } from "./frame-bytes.ts";
import { checkJsonDepth } from "./json-depth.ts";

/** Text frames, for people and for tools without msgpack. */
export const jsonCodec: Codec = {
  subprotocol: "rivulet.v1.json",

  encode: (message) =>
    // A replacer costs: only the messages with bytes in them pay for it.
    message.type === "checkpoint" || message.type === "open"
      ? JSON.stringify(message, bytesAsBase64)
      : JSON.stringify(message),

  decode(frame, limits) {
    if (typeof frame !== "string")
      throw new RivuletError("FRAME_MALFORMED", "expected a text frame, came a binary one");
    checkFrameBytes(frame, limits.frameBytes);
    checkJsonDepth(frame, limits.nestingDepth);
    try {
      return JSON.parse(frame);
    } catch (cause) {
      // The parser's own words repeat a part of the text, cut anywhere: also through a surrogate pair.
      throw new RivuletError("FRAME_MALFORMED", "expected JSON, came text that is none", { cause });
    }
  },
};

function bytesAsBase64(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? base64.encode(value) : value;
}
