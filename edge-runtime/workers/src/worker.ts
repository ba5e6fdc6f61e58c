import { credentialOf, identify, isAuthRefusal, issueTicket } from "@rivulet/auth";
import { limitsWith, type Subprotocol } from "@rivulet/protocol";
import { checkUpgrade, credentialHeaders, isUpgrade, type Routes, refuse, route } from "@rivulet/runtime-web";
import type { Identity } from "@rivulet/server";
import { authenticatorOf } from "./authenticator-of.ts";
import { closeRefused } from "./close-refused.ts";
import { createServer } from "./create-server.ts";
import type { Env } from "./env.ts";
import { objectRequest } from "./object-request.ts";
import { ObjectTickets } from "./object-tickets.ts";
import { TurnPlatform } from "./turn-platform.ts";

export { ConnectionObject } from "./connection-object.ts";
export { SessionRecord } from "./session-record.ts";
export { TicketRecord } from "./ticket-record.ts";

/** WebSockets on `/`, each with an object of its own; GET /healthz, GET /models, POST /tickets. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    return isUpgrade(request) ? upgrade(request, env) : route(request, routesOf(request, env));
  },
};

function routesOf(request: Request, env: Env): Routes {
  const server = createServer(env, new TurnPlatform());
  const routes: Routes = {
    "/healthz": { method: "GET", answer: () => ({ status: "ok" }) },
    "/models": { method: "GET", answer: () => ({ models: server.describeModels() }) },
  };
  const { authenticator } = server;
  if (authenticator === undefined) return routes;
  const answer = () =>
    issueTicket(credentialOf(credentialHeaders(request)), authenticator, new ObjectTickets(env.TICKETS));
  return { ...routes, "/tickets": { method: "POST", answer } };
}

/** Checks all that can be checked before an object is woken. Throws ARGUMENT_INVALID where the variables are wrong. */
async function upgrade(request: Request, env: Env): Promise<Response> {
  const { CONNECTIONS, LIMITS, TICKETS } = env;
  const authenticator = authenticatorOf(env);
  const credential = authenticator === undefined ? undefined : credentialOf(credentialHeaders(request));
  let subprotocol: Subprotocol | undefined;
  let identity: Identity | undefined;
  try {
    subprotocol = checkUpgrade(request, limitsWith(LIMITS).allowedOrigins);
    if (authenticator !== undefined && credential !== undefined) {
      identity = await identify(credential, authenticator, new ObjectTickets(TICKETS));
    }
  } catch (error) {
    if (subprotocol === undefined || credential?.way === "header" || !isAuthRefusal(error)) return refuse(error);
    return closeRefused(error.code, subprotocol);
  }
  return CONNECTIONS.get(CONNECTIONS.newUniqueId()).fetch(objectRequest({ subprotocol, identity }));
}
