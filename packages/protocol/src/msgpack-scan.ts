import { RivuletError } from "@rivulet/errors";
import { msgpackHeader } from "./msgpack-header.ts";

function malformed(expected: string, came: string): RivuletError {
  return new RivuletError("FRAME_MALFORMED", `expected ${expected}, came ${came}`);
}

/** Values still to come at each open level, and whether it is a map: kept from frame to frame, a frame needs none of its own. */
const left: number[] = [];
const isMap: boolean[] = [];

/**
 * Walks a msgpack frame without building anything. Throws FRAME_MALFORMED unless it is exactly one
 * value, nested at most `limit` deep, of plain types with strings for map keys: every length is then
 * backed by bytes that are there, so the decoder can not be made to allocate more than the frame holds.
 */
export function checkMsgpack(bytes: Uint8Array, limit: number): void {
  // The outermost level is the frame, with one value.
  left[0] = 1;
  isMap[0] = false;
  let at = 0;
  for (let level = 0; level >= 0; ) {
    if (left[level] === 0) {
      level--;
      continue;
    }
    if (at >= bytes.length) throw malformed("more values", `the end of the frame at byte ${at}`);
    const { kind, headerBytes, payloadBytes, children } = msgpackHeader(bytes, at);
    const isKey = isMap[level] && left[level] % 2 === 0;
    if (kind === "refused") throw malformed("a plain msgpack type", `0x${bytes[at].toString(16)} at byte ${at}`);
    if (isKey && kind !== "string") throw malformed("a string as key", `0x${bytes[at].toString(16)} at byte ${at}`);
    const rest = bytes.length - at - headerBytes;
    if (payloadBytes > rest || children > rest) {
      throw malformed(`${payloadBytes + children} more bytes or values after byte ${at}`, `${Math.max(rest, 0)} bytes`);
    }
    left[level]--;
    at += headerBytes + payloadBytes;
    if (kind !== "array" && kind !== "map") continue;
    level++;
    if (level > limit) throw malformed(`arrays and maps at most ${limit} deep`, "more");
    left[level] = children;
    isMap[level] = kind === "map";
  }
  if (at !== bytes.length) throw malformed("one value in the frame", `${bytes.length - at} bytes after it`);
}
