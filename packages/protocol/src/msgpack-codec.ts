import { RivuletError } from "@rivulet/errors";
// The subpath is the pure JavaScript build on every runtime: no native reader, no streams.
import { Packr } from "msgpackr/pack";
import type { Codec } from "./codec.ts";
import { checkFrameBytes } from "./frame-bytes.ts";
import { packResult } from "./msgpack-results.ts";
import { checkMsgpack } from "./msgpack-scan.ts";

const packr = new Packr({ useRecords: false, structuredClone: false, moreTypes: false, variableMapSize: true });

/** Binary frames of plain msgpack: no records, no extensions, floats as float64. */
export const msgpackCodec: Codec = {
  subprotocol: "rivulet.v1.msgpack",

  encode(message) {
    const ofEveryToken = message.type === "tags" || message.type === "ack";
    return (ofEveryToken ? packResult(message) : undefined) ?? packr.pack(message);
  },

  decode(frame, limits) {
    if (typeof frame === "string")
      throw new RivuletError("FRAME_MALFORMED", "expected a binary frame, came a text one");
    checkFrameBytes(frame, limits.frameBytes);
    checkMsgpack(frame, limits.nestingDepth);
    try {
      return packr.unpack(frame);
    } catch (cause) {
      throw new RivuletError("FRAME_MALFORMED", `expected msgpack, came bytes that are none (${String(cause)})`, {
        cause,
      });
    }
  },
};
