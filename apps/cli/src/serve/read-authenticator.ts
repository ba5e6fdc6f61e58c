import { RivuletError } from "@rivulet/errors";
import { anyOf, jwt, parseStaticKeys, staticKeys } from "@rivulet/runtime-node";
import type { Authenticator, Quotas } from "@rivulet/server";
import { readText } from "../read-text.ts";
import type { ServeConfig } from "./serve-options.ts";

/** Who may connect; undefined where everybody may. Rejects with FILE_UNREADABLE, ARGUMENT_INVALID. */
export async function readAuthenticator(config: ServeConfig): Promise<Authenticator | undefined> {
  const { authKeys, authKey, jwks } = config;
  const quotas = quotasOf(config);
  const ways: Authenticator[] = [];
  if (authKeys !== undefined || authKey.length > 0) {
    const text = authKeys === undefined ? "" : await readText(authKeys);
    ways.push(staticKeys(parseStaticKeys([text, ...authKey].join("\n"), quotas)));
  }
  if (jwks !== undefined) {
    ways.push(
      jwt({
        jwks: /^https?:/.test(jwks) ? new URL(jwks) : parseKeys(await readText(jwks), jwks),
        issuer: config.jwtIssuer ?? "",
        audience: config.jwtAudience ?? "",
        clockToleranceSeconds: config.jwtClockTolerance,
        quotas,
      }),
    );
  }
  return ways.length === 0 ? undefined : anyOf(ways);
}

function quotasOf({ quotas: { sessions, tokensPerSecond, generatedTokens } }: ServeConfig): Quotas {
  return {
    ...(sessions === undefined ? {} : { sessions }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(generatedTokens === undefined ? {} : { generatedTokens }),
  };
}

function parseKeys(text: string, path: string): { keys: [] } {
  try {
    const set = JSON.parse(text);
    if (Array.isArray(set.keys)) return set;
  } catch (cause) {
    throw new RivuletError("ARGUMENT_INVALID", `expected a JSON Web Key Set in ${path}, came no JSON`, { cause });
  }
  throw new RivuletError("ARGUMENT_INVALID", `expected a JSON Web Key Set in ${path}, came other JSON`);
}
