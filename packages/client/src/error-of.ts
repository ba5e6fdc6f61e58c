import { codes, type ErrorCode, RivuletError } from "@rivulet/errors";
import type { WireError } from "@rivulet/protocol";

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(codes, code);
}

/** The error that a server sent; a code of a newer server that is not known here becomes INTERNAL and is named. */
export function errorOf({ code, message }: WireError): RivuletError {
  if (!isKnown(code))
    return new RivuletError("INTERNAL", `expected a known code from the server, came ${code}: ${message}`);
  const summary = `${codes[code]}: `;
  return new RivuletError(code, message.startsWith(summary) ? message.slice(summary.length) : message);
}
