import { RivuletError } from "@rivulet/errors";

/** Why a credential is refused. */
export type AuthRefusal = "AUTH_FAILED" | "AUTH_EXPIRED" | "AUTH_UNAVAILABLE";

/** Whether it is the credential that a connection was refused for. */
export function isAuthRefusal(error: unknown): error is RivuletError & { readonly code: AuthRefusal } {
  if (!RivuletError.is(error)) return false;
  return error.code === "AUTH_FAILED" || error.code === "AUTH_EXPIRED" || error.code === "AUTH_UNAVAILABLE";
}
