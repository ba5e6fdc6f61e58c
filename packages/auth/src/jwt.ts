import { RivuletError } from "@rivulet/errors";
import type { Authenticator, Identity, Quotas } from "@rivulet/server";
import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { quotasOf } from "./quotas-of.ts";

/** Signatures by a private key alone: whoever can verify a token must not be able to make one. */
const algorithms = [
  "EdDSA",
  "Ed25519",
  "ES256",
  "ES384",
  "ES512",
  "PS256",
  "PS384",
  "PS512",
  "RS256",
  "RS384",
  "RS512",
];

export interface JwtOptions {
  /** The public keys, or where they are to be had. */
  readonly jwks: JSONWebKeySet | URL;
  readonly issuer: string;
  readonly audience: string;
  /** How far the clocks may differ. Default 5. */
  readonly clockToleranceSeconds?: number;
  /** Of clients whose token has no claim `rivulet` with quotas of its own. */
  readonly quotas?: Quotas;
}

/** Knows clients by JSON Web Tokens: `sub` is the subject, `exp` ends the connection. */
export function jwt({ jwks, issuer, audience, clockToleranceSeconds = 5, quotas = {} }: JwtOptions): Authenticator {
  const keys = jwks instanceof URL ? createRemoteJWKSet(jwks) : createLocalJWKSet(jwks);
  const claims = {
    issuer,
    audience,
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ["sub", "exp"],
  };
  return {
    async verify(token) {
      const { payload } = await jwtVerify(token, keys, claims).catch((cause: unknown) => {
        throw refusalOf(cause);
      });
      return identityOf(payload, quotas, clockToleranceSeconds);
    },
  };
}

function identityOf({ sub, exp, rivulet }: JWTPayload, quotas: Quotas, toleranceSeconds: number): Identity {
  if (typeof sub !== "string" || sub === "" || exp === undefined) {
    throw new RivuletError("AUTH_FAILED", "expected a token with a subject, came one without");
  }
  const expires = (exp + toleranceSeconds) * 1000;
  if (typeof rivulet !== "object" || rivulet === null) return { subject: sub, quotas, expires };
  try {
    return { subject: sub, quotas: { ...quotas, ...quotasOf({ ...rivulet }, "the claim rivulet") }, expires };
  } catch (cause) {
    throw new RivuletError("AUTH_FAILED", "expected quotas in the claim rivulet, came something else", { cause });
  }
}

/** Whether it is the token that is at fault, or that its keys can not be had. */
function refusalOf(cause: unknown): RivuletError {
  if (cause instanceof errors.JWTExpired) {
    return new RivuletError("AUTH_EXPIRED", "expected a token that has not expired, came one that has", { cause });
  }
  const isUnavailable =
    !(cause instanceof errors.JOSEError) ||
    cause instanceof errors.JWKSTimeout ||
    cause instanceof errors.JWKSInvalid ||
    cause.code === "ERR_JOSE_GENERIC";
  if (isUnavailable)
    return new RivuletError("AUTH_UNAVAILABLE", "expected the keys of the issuer, came none", { cause });
  return new RivuletError("AUTH_FAILED", `expected a valid token, came one that fails (${cause.code})`, { cause });
}
