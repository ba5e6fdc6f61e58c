import { RivuletError } from "@rivulet/errors";
import type { Authenticator } from "@rivulet/server";

/** Takes a token that one of them takes; otherwise says what the last one says. */
export function anyOf(authenticators: readonly Authenticator[]): Authenticator {
  return {
    async verify(token) {
      let refusal: unknown = new RivuletError("AUTH_FAILED", "expected a way to know clients, came none");
      for (const authenticator of authenticators) {
        try {
          return await authenticator.verify(token);
        } catch (error) {
          refusal = error;
        }
      }
      throw refusal;
    },
  };
}
