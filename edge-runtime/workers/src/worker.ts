import { limitsWith } from "@rivulet/protocol";
import { checkUpgrade, isUpgrade, refuseUpgrade, route } from "@rivulet/runtime-web";
import { createServer } from "./create-server.ts";
import type { Env } from "./env.ts";
import { TurnPlatform } from "./turn-platform.ts";

export { ConnectionObject } from "./connection-object.ts";
export { SessionRecord } from "./session-record.ts";

/** WebSockets on `/`, each with an object of its own; GET /healthz and GET /models. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (isUpgrade(request)) return upgrade(request, env);
    const server = createServer(env, new TurnPlatform());
    return route(request, {
      "/healthz": () => ({ status: "ok" }),
      "/models": () => ({ models: server.describeModels() }),
    });
  },
};

async function upgrade(request: Request, { CONNECTIONS, LIMITS }: Env): Promise<Response> {
  try {
    checkUpgrade(request, limitsWith(LIMITS).allowedOrigins);
  } catch (error) {
    return refuseUpgrade(error);
  }
  return CONNECTIONS.get(CONNECTIONS.newUniqueId()).fetch(request);
}
