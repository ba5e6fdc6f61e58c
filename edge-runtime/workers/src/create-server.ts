import { RivuletError } from "@rivulet/errors";
import { type Platform, RivuletServer } from "@rivulet/server";
import type { Env } from "./env.ts";
import { models } from "./models.ts";
import { ObjectStore } from "./object-store.ts";
import { parseKeys } from "./parse-keys.ts";

/**
 * The server of one object. Without keys that all objects share no session could go on in another.
 * Throws ARGUMENT_INVALID where the keys are missing or a limit is none.
 */
export function createServer({ CHECKPOINT_KEYS, LIMITS, SESSIONS }: Env, platform: Platform): RivuletServer {
  if (CHECKPOINT_KEYS === undefined) {
    throw new RivuletError("ARGUMENT_INVALID", "expected the secret CHECKPOINT_KEYS, came none");
  }
  return new RivuletServer({
    models,
    platform,
    keys: parseKeys(CHECKPOINT_KEYS),
    store: new ObjectStore(SESSIONS),
    ticks: false,
    ...(LIMITS === undefined ? {} : { limits: LIMITS }),
  });
}
