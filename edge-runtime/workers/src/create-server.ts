import { RivuletError } from "@rivulet/errors";
import { type Platform, RivuletServer } from "@rivulet/server";
import { authenticatorOf } from "./authenticator-of.ts";
import type { Env } from "./env.ts";
import { models } from "./models.ts";
import { ObjectStore } from "./object-store.ts";
import { parseKeys } from "./parse-keys.ts";

/**
 * The server of one object. Without keys that all objects share no session could go on in another.
 * Throws ARGUMENT_INVALID where the keys are missing, a limit is none, or who may connect can not be read.
 */
export function createServer(env: Env, platform: Platform): RivuletServer {
  const { CHECKPOINT_KEYS, LIMITS, SESSIONS } = env;
  if (CHECKPOINT_KEYS === undefined) {
    throw new RivuletError("ARGUMENT_INVALID", "expected the secret CHECKPOINT_KEYS, came none");
  }
  return new RivuletServer({
    models,
    platform,
    keys: parseKeys(CHECKPOINT_KEYS),
    store: new ObjectStore(SESSIONS),
    authenticator: authenticatorOf(env),
    ticks: false,
    ...(LIMITS === undefined ? {} : { limits: LIMITS }),
  });
}
