import { RivuletError } from "@rivulet/errors";
import type { Authenticator, Quotas } from "@rivulet/server";
import type { JSONWebKeySet } from "jose";
import { anyOf } from "./any-of.ts";
import { jwt } from "./jwt.ts";
import { parseStaticKeys } from "./parse-static-keys.ts";
import { staticKeys } from "./static-keys.ts";

/** How clients are known, in the words of an operator. */
export interface AuthenticatorOptions {
  /** Lines as `parseStaticKeys` reads them. */
  readonly keys?: string | undefined;
  /** The URL of a JSON Web Key Set, or the set itself as JSON. */
  readonly jwks?: string | undefined;
  /** What the tokens' `iss` and `aud` must be; both have to be said with `jwks`. */
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** How far the clocks may differ. */
  readonly clockToleranceSeconds?: number | undefined;
  /** Of clients that have none of their own. */
  readonly quotas?: Quotas | undefined;
}

/** Who may connect; undefined where neither keys nor tokens are told of: everybody may. Throws ARGUMENT_INVALID. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator | undefined {
  const { keys, jwks, issuer, audience, clockToleranceSeconds = 5, quotas = {} } = options;
  const ways: Authenticator[] = [];
  if (keys !== undefined) ways.push(staticKeys(parseStaticKeys(keys, quotas)));
  if (jwks !== undefined) {
    if (!issuer || !audience) {
      throw new RivuletError("ARGUMENT_INVALID", "expected the issuer and the audience of tokens, came keys alone");
    }
    ways.push(jwt({ jwks: keySetOf(jwks), issuer, audience, clockToleranceSeconds, quotas }));
  }
  return ways.length === 0 ? undefined : anyOf(ways);
}

function keySetOf(text: string): JSONWebKeySet | URL {
  if (/^https?:/.test(text)) return new URL(text);
  try {
    const set = JSON.parse(text);
    if (Array.isArray(set.keys)) return set;
  } catch (cause) {
    throw new RivuletError("ARGUMENT_INVALID", "expected a JSON Web Key Set or its URL, came no JSON", { cause });
  }
  throw new RivuletError("ARGUMENT_INVALID", "expected a JSON Web Key Set or its URL, came other JSON");
}
