import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { credentialOf, issueTicket, type Tickets } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import type { RivuletServer } from "@rivulet/server";
import { credentialHeaders } from "./credential-headers.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { pathOf } from "./path-of.ts";

/** How long the store may take to show that it is there. */
const READY_MS = 2_000;

export interface Services {
  readonly server: RivuletServer;
  readonly tickets: Tickets;
  /** The metrics in Prometheus's text format. */
  readonly metrics: () => Promise<string>;
}

interface Route {
  readonly method: "GET" | "POST";
  readonly answer: (services: Services, request: IncomingMessage) => HttpAnswer | Promise<HttpAnswer>;
}

const routes: Readonly<Record<string, Route>> = {
  "/healthz": {
    method: "GET",
    answer: ({ server: { connections, sessions } }) => ({ status: 200, body: { status: "ok", connections, sessions } }),
  },
  "/readyz": {
    method: "GET",
    async answer({ server }) {
      await Promise.race([server.checkReady(), tooLate()]);
      return { status: 200, body: { status: "ready" } };
    },
  },
  "/metrics": {
    method: "GET",
    answer: async ({ metrics }) => ({
      status: 200,
      body: await metrics(),
      contentType: "text/plain; version=0.0.4; charset=utf-8",
    }),
  },
  "/models": { method: "GET", answer: ({ server }) => ({ status: 200, body: { models: server.describeModels() } }) },
  "/tickets": { method: "POST", answer: answerTicket },
};

/** What plain HTTP requests get. Rejects where it is an error. */
export async function route(services: Services, request: IncomingMessage): Promise<HttpAnswer> {
  const path = pathOf(request);
  if (!Object.hasOwn(routes, path)) {
    const known = Object.entries(routes).map(([name, { method }]) => `${method} ${name}`);
    return { status: 404, body: { error: `expected ${known.join(", ")} or a WebSocket on /, came ${path}` } };
  }
  const { method, answer } = routes[path];
  if (request.method !== method && !(method === "GET" && request.method === "HEAD")) {
    return { status: 405, body: { error: `expected ${method}, came ${request.method}` } };
  }
  return answer(services, request);
}

async function tooLate(): Promise<never> {
  await sleep(READY_MS, undefined, { ref: false });
  throw new RivuletError("STORE_UNAVAILABLE", `expected the store to answer within ${READY_MS} ms, came nothing`);
}

async function answerTicket({ server, tickets }: Services, request: IncomingMessage): Promise<HttpAnswer> {
  const { authenticator } = server;
  if (authenticator === undefined) {
    return { status: 404, body: { error: "expected no ticket to be asked for: everybody may connect here" } };
  }
  return { status: 200, body: await issueTicket(credentialOf(credentialHeaders(request)), authenticator, tickets) };
}
