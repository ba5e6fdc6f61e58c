import { createAuthenticator } from "@rivulet/auth";
import type { Authenticator } from "@rivulet/server";
import type { Env } from "./env.ts";

/** Made once in an isolate, which keeps the keys that it has fetched. */
const made = new Map<string, Authenticator | undefined>();

/** Who may connect by the variables and secrets of the Worker; undefined where everybody may. Throws ARGUMENT_INVALID. */
export function authenticatorOf(env: Env): Authenticator | undefined {
  const { AUTH_KEYS, AUTH_JWKS, AUTH_ISSUER, AUTH_AUDIENCE, QUOTAS } = env;
  const settings = { keys: AUTH_KEYS, jwks: AUTH_JWKS, issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE, quotas: QUOTAS };
  const name = JSON.stringify(settings);
  if (!made.has(name)) made.set(name, createAuthenticator(settings));
  return made.get(name);
}
