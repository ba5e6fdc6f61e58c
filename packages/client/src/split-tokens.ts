import { RivuletError } from "@rivulet/errors";
import { type AnnouncedLimits, frameBytes } from "@rivulet/protocol";

/** Room in a frame for all but the tokens. */
const ENVELOPE_BYTES = 512;

/** The tokens in pushes that a server of these limits takes. Throws TOKEN_TOO_LONG. */
export function splitTokens(tokens: readonly string[], limits: AnnouncedLimits): string[][] {
  const pushes: string[][] = [];
  let bytesLeft = 0;
  for (const token of tokens) {
    if (token.length > limits.tokenLength) {
      throw new RivuletError(
        "TOKEN_TOO_LONG",
        `expected at most ${limits.tokenLength} characters, came ${token.length}`,
      );
    }
    // JSON is the longer of the two codecs.
    const bytes = frameBytes(JSON.stringify(token)) + 1;
    if (bytes > bytesLeft || pushes[pushes.length - 1].length >= limits.tokensPerPush) {
      pushes.push([]);
      bytesLeft = limits.frameBytes - ENVELOPE_BYTES;
    }
    pushes[pushes.length - 1].push(token);
    bytesLeft -= bytes;
  }
  return pushes;
}
