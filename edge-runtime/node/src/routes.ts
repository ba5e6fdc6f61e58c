import type { IncomingMessage } from "node:http";
import type { RivuletServer } from "@rivulet/server";
import type { HttpAnswer } from "./http-answer.ts";

const routes: Readonly<Record<string, (server: RivuletServer) => unknown>> = {
  "/healthz": ({ connections, sessions }) => ({ status: "ok", connections, sessions }),
  "/models": (server) => ({ models: server.describeModels() }),
};

/** The path of a request, without its query. */
export function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0];
}

/** What plain HTTP requests get. */
export function route(server: RivuletServer, request: IncomingMessage): HttpAnswer {
  const path = pathOf(request);
  if (!Object.hasOwn(routes, path)) {
    return { status: 404, body: { error: `expected GET /healthz, GET /models or a WebSocket on /, came ${path}` } };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, body: { error: `expected GET, came ${request.method}` } };
  }
  return { status: 200, body: routes[path](server) };
}
