import { once } from "node:events";
import type { RunningServer } from "@rivulet/runtime-node";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { attempt as attemptAt, ticketOf as ticketAt, type Way, ways } from "./attempt.ts";
import { KEY, serveKeys, startAuthServer, token } from "./auth-server.ts";
import { until } from "./until.ts";

let server: RunningServer;
let lines: string[];

afterEach(() => server.close());

async function start(...options: Parameters<typeof startAuthServer>): Promise<void> {
  ({ server, lines } = await startAuthServer(...options));
}

const base = (): string => server.address.replace("ws:", "http:");
const attempt = (way: Way, secret: string, session?: string) => attemptAt(server.address, way, secret, session);
const ticketOf = (secret: string) => ticketAt(server.address, secret);
const secretFor = async (way: Way, secret: string): Promise<string> => (way === "ticket" ? ticketOf(secret) : secret);

describe.each(ways)("by %s", (way) => {
  it("a key and a token let in", async () => {
    await start();
    expect((await attempt(way, await secretFor(way, KEY))).outcome).toBe("opened");
    expect((await attempt(way, await secretFor(way, await token()))).outcome).toBe("opened");
    expect(lines.filter((line) => line.includes('"session opened"')).map((line) => JSON.parse(line).subject)).toEqual([
      "alice",
      "bob",
    ]);
  });

  it.each([
    ["another key", async () => "another"],
    ["a token of another signer", () => token({ forged: true })],
    ["a token for another", () => token({ audience: "other" })],
    ["a token with quotas that are none", () => token({ quotas: { sessions: -1 } })],
  ])("%s does not", async (_, bad) => {
    await start();
    const { outcome } = await attempt(way, await bad());
    expect(outcome).toBe({ header: 401, subprotocol: 4402, ticket: 4402, none: 0, "first message": 4402 }[way]);
    await until(() => server.connections === 0);
  });
});

describe("a token that has expired", () => {
  it.each([
    ["header", 401],
    ["subprotocol", 4405],
    ["first message", 4405],
  ] as const)("is refused by %s", async (way, code) => {
    await start();
    expect((await attempt(way, await token({ seconds: -1 }))).outcome).toBe(code);
  });

  it("gets no ticket", async () => {
    await start();
    const headers = { authorization: `Bearer ${await token({ seconds: -1 })}` };
    const response = await fetch(`${base()}/tickets`, { method: "POST", headers });
    expect([response.status, await response.json()]).toMatchObject([401, { code: "AUTH_EXPIRED" }]);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect((await fetch(`${base()}/tickets`, { method: "POST" })).status).toBe(401);
  });

  it("closes the connection that it opened", async () => {
    await start();
    const { socket, outcome } = await attempt("header", await token({ seconds: 2 }));
    expect(outcome).toBe("opened");
    const [code] = await once(socket, "close");
    expect(code).toBe(4405);
  });
});

describe("nobody", () => {
  it("is let in without saying who it is", async () => {
    await start();
    expect((await attempt("none", "")).outcome).toBe(4401);
  });

  it("may wait longer than the deadline to say so", async () => {
    await start({ limits: { authDeadlineMs: 200 } });
    const socket = new WebSocket(server.address, ["rivulet.v1.json"]);
    const [code] = await once(socket, "close");
    expect(code).toBe(4401);
  });

  it("uses a ticket twice", async () => {
    await start();
    const ticket = await ticketOf(KEY);
    expect((await attempt("ticket", ticket)).outcome).toBe("opened");
    expect((await attempt("ticket", ticket)).outcome).toBe(4402);
  });
});

it("quotas of a key hold over all ways to come in", async () => {
  await start();
  const outcomes = [];
  for (const way of ways) outcomes.push((await attempt(way, await secretFor(way, KEY))).outcome);
  expect(outcomes).toEqual(["opened", "opened", "LIMIT_SESSIONS", "LIMIT_SESSIONS"]);
  expect((await attempt("header", await token({ quotas: { sessions: 1 } }))).outcome).toBe("opened");
  expect((await attempt("header", await token({ quotas: { sessions: 1 } }))).outcome).toBe("LIMIT_SESSIONS");
});

it("keys at a URL are fetched; where they can't be, that is what is said", async () => {
  const { url, stop } = await serveKeys();
  await start({}, url);
  expect((await attempt("header", await token())).outcome).toBe("opened");
  await server.close();
  stop();
  await start({}, url);
  expect((await attempt("header", await token())).outcome).toBe(503);
  expect((await attempt("first message", await token())).outcome).toBe(4504);
  expect((await attempt("header", KEY)).outcome).toBe("opened");
});

it("no log, no answer and no metric holds a token, a ticket or a text", async () => {
  await start();
  const good = await token();
  const forged = await token({ forged: true });
  const tickets = [await ticketOf(KEY), await ticketOf(good)];
  const text = "very-private-text";
  for (const secret of [KEY, good, forged]) {
    for (const way of ["header", "subprotocol", "first message"] as const) {
      const { socket } = await attempt(way, secret);
      if (socket.readyState !== WebSocket.OPEN) continue;
      socket.send(JSON.stringify({ type: "push", session: "s", seq: 1, text: `${text} ` }));
      socket.send(JSON.stringify({ type: text, session: "s" }));
      await once(socket, "message");
      socket.terminate();
    }
  }
  for (const ticket of tickets) (await attempt("ticket", ticket)).socket.terminate();
  await until(() => server.connections === 0);
  const metrics = await (await fetch(`${base()}/metrics`)).text();
  const all = `${lines.join("")}${metrics}`;
  const encoded = [KEY, good, forged].map((secret) => Buffer.from(secret).toString("base64url"));
  for (const secret of [KEY, good, forged, ...encoded, ...tickets, text]) expect(all).not.toContain(secret);
  expect(lines.length).toBeGreaterThan(20);
});
