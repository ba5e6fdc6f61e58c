import { createAuthenticator } from "@rivulet/auth";
import type { Authenticator, Quotas } from "@rivulet/server";
import { readText } from "../read-text.ts";
import type { ServeConfig } from "./serve-options.ts";

/** Who may connect; undefined where everybody may. Rejects with FILE_UNREADABLE, ARGUMENT_INVALID. */
export async function readAuthenticator(config: ServeConfig): Promise<Authenticator | undefined> {
  const { jwks, jwtIssuer, jwtAudience, jwtClockTolerance } = config;
  return createAuthenticator({
    keys: await readKeys(config),
    jwks: jwks === undefined || /^https?:/.test(jwks) ? jwks : await readText(jwks),
    issuer: jwtIssuer,
    audience: jwtAudience,
    clockToleranceSeconds: jwtClockTolerance,
    quotas: quotasOf(config),
  });
}

async function readKeys({ authKeys, authKey }: ServeConfig): Promise<string | undefined> {
  if (authKeys === undefined && authKey.length === 0) return undefined;
  const text = authKeys === undefined ? "" : await readText(authKeys);
  return [text, ...authKey].join("\n");
}

function quotasOf({ quotas: { sessions, tokensPerSecond, generatedTokens } }: ServeConfig): Quotas {
  return {
    ...(sessions === undefined ? {} : { sessions }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(generatedTokens === undefined ? {} : { generatedTokens }),
  };
}
