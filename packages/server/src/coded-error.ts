import { RivuletError } from "@rivulet/errors";

/** A defect of our own must not end the server, and its details are nobody else's business. */
export function codedError(error: unknown): RivuletError {
  if (error instanceof RivuletError) return error;
  return new RivuletError("INTERNAL", "expected the message to be handled, came a defect of the server", {
    cause: error,
  });
}
