import { RivuletError } from "@rivulet/errors";
import type { Frame } from "./codec.ts";

const highSurrogates = /[\ud800-\udbff](?=[\udc00-\udfff])/g;

/** Size of a frame on the wire: of text, its length in UTF-8. */
export function frameBytes(frame: Frame): number {
  if (typeof frame !== "string") return frame.byteLength;
  let bytes = frame.length;
  for (let index = 0; index < frame.length; index++) {
    const unit = frame.charCodeAt(index);
    bytes += unit < 0x80 ? 0 : unit < 0x800 ? 1 : 2;
  }
  // A pair of surrogates is four bytes and was counted as six.
  return bytes - 2 * (frame.match(highSurrogates)?.length ?? 0);
}

/** Throws FRAME_TOO_LARGE. */
export function checkFrameBytes(frame: Frame, limit: number): void {
  // A unit of text is at least one byte, so the length alone refuses without a walk.
  const bytes = frame.length > limit ? frame.length : frameBytes(frame);
  if (bytes > limit) throw new RivuletError("FRAME_TOO_LARGE", `expected at most ${limit} bytes, came ${bytes}`);
}
