import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@rivulet/client";
import { nodeWebSocket } from "@rivulet/runtime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { attempt, ticketOf, type Way, ways } from "../wire/attempt.ts";
import { clientsKnown, KEY, serveKeys, token } from "../wire/auth-server.ts";
import { type RunningWorkerd, workerdMissing } from "./runtimes/workerd-process.ts";
import { workerdServerWith } from "./servers/workerd-server.ts";

const where = workerdMissing === undefined ? "" : ` (skipped: ${workerdMissing})`;
const test = it.skipIf(workerdMissing);
/** Tests that mostly wait, side by side. */
const waiting = it.skipIf(workerdMissing).concurrent;
const origin = "https://page.example";
const logged: string[] = [];
let keys: Awaited<ReturnType<typeof serveKeys>>;
let server: RunningWorkerd;
let address: string;

/** The Worker as it is deployed, which knows one key and the tokens of one issuer. */
function start(jwks: string): Promise<RunningWorkerd> {
  const known = clientsKnown(jwks);
  return workerdServerWith(
    { allowedOrigins: [origin], authDeadlineMs: 500 },
    {
      bindings: {
        AUTH_KEYS: known.keys,
        AUTH_JWKS: known.jwks,
        AUTH_ISSUER: known.issuer,
        AUTH_AUDIENCE: known.audience,
      },
      log: (text) => logged.push(text),
    },
  );
}

beforeAll(async () => {
  if (workerdMissing !== undefined) return;
  keys = await serveKeys();
  server = await start(keys.url);
  ({ address } = server);
});

afterAll(async () => {
  await server?.stop();
  keys?.stop();
});

const secretFor = async (way: Way, secret: string) => (way === "ticket" ? ticketOf(address, secret) : secret);

async function outcomeOf(way: Way, secret: string): Promise<number | string> {
  const { socket, outcome } = await attempt(address, way, secret);
  socket.terminate();
  return outcome;
}

describe.each(ways)(`on Workers, by %s${where}`, (way) => {
  test("a key and a token let in", async () => {
    expect(await outcomeOf(way, await secretFor(way, KEY))).toBe("opened");
    expect(await outcomeOf(way, await secretFor(way, await token()))).toBe("opened");
  });

  test("another key, signer or audience does not", async () => {
    const code = way === "header" ? 401 : 4402;
    for (const bad of ["another", await token({ forged: true }), await token({ audience: "other" })]) {
      expect(await outcomeOf(way, bad)).toBe(code);
    }
  });
});

describe(`on Workers${where}`, () => {
  test("a token that has expired is refused, and gets no ticket", async () => {
    const expired = await token({ seconds: -60 });
    expect(await outcomeOf("header", expired)).toBe(401);
    expect(await outcomeOf("subprotocol", expired)).toBe(4405);
    expect(await outcomeOf("first message", expired)).toBe(4405);
    const headers = { authorization: `Bearer ${expired}` };
    const response = await fetch(`${address.replace("ws:", "http:")}/tickets`, { method: "POST", headers });
    expect([response.status, await response.json()]).toMatchObject([401, { code: "AUTH_EXPIRED" }]);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("a token that expires closes the connection, which was silent and without work", async () => {
    // The clocks may differ by 5 seconds.
    const { socket, outcome } = await attempt(address, "header", await token({ seconds: -3 }));
    expect(outcome).toBe("opened");
    const [code] = await once(socket, "close");
    expect(code).toBe(4405);
  });

  waiting("nobody is let in without saying who it is, in time", async () => {
    expect(await outcomeOf("none", "")).toBe(4401);
    const socket = new WebSocket(address, ["rivulet.v1.json"]);
    const [code] = await once(socket, "close");
    expect(code).toBe(4401);
  });

  waiting("the quotas of a key hold, also after its object has slept", async () => {
    const client = await connect(address, { WebSocket: nodeWebSocket, token: KEY });
    const first = await client.open();
    await client.open();
    await expect(client.open()).rejects.toMatchObject({ code: "LIMIT_SESSIONS" });
    await sleep(12_000);
    await expect(client.open()).rejects.toMatchObject({ code: "LIMIT_SESSIONS" });
    await first.push("still here ");
    await first.flush();
    await client.close();
  });

  test("a ticket is good once, and no claim of an identity is believed", async () => {
    const ticket = await ticketOf(address, KEY);
    expect(await outcomeOf("ticket", ticket)).toBe("opened");
    expect(await outcomeOf("ticket", ticket)).toBe(4402);
    const claim = { "rivulet-identity": encodeURIComponent(JSON.stringify({ subject: "alice" })) };
    const socket = new WebSocket(address, ["rivulet.v1.json"], { headers: claim });
    socket.on("open", () => socket.send(JSON.stringify({ type: "open", session: "s" })));
    const [code] = await once(socket, "close");
    expect(code).toBe(4401);
  });

  test("a page of another origin may not connect, whatever it knows", async () => {
    const refused = new WebSocket(address, ["rivulet.v1.json"], {
      headers: { origin: "https://other.example", authorization: `Bearer ${KEY}` },
    });
    const [, response] = await once(refused, "unexpected-response");
    expect(response.statusCode).toBe(403);
  });

  test("a refused subprotocol is told without the token beside it", async () => {
    const secret = Buffer.from(KEY).toString("base64url");
    const headers = { upgrade: "websocket", connection: "upgrade" };
    const refused = new WebSocket(address, ["rivulet.v9", `rivulet.auth.${secret}`], { headers });
    const [, response] = await once(refused, "unexpected-response");
    let body = "";
    for await (const chunk of response) body += chunk;
    expect(response.statusCode).toBe(400);
    expect(body).toContain("rivulet.v9");
    expect(body).not.toContain(secret);
  });

  test("where the keys of the issuer can not be had, that is what is said", async () => {
    const other = await serveKeys();
    other.stop();
    const away = await start(other.url);
    expect((await attempt(away.address, "header", await token())).outcome).toBe(503);
    expect((await attempt(away.address, "subprotocol", await token())).outcome).toBe(4504);
    expect((await attempt(away.address, "header", KEY)).outcome).toBe("opened");
    await away.stop();
  });

  test("no log holds a token or a ticket", async () => {
    const good = await token();
    const forged = await token({ forged: true });
    const tickets = [await ticketOf(address, KEY), await ticketOf(address, good)];
    for (const secret of [KEY, good, forged]) {
      for (const way of ["header", "subprotocol", "first message"] as const) await outcomeOf(way, secret);
    }
    for (const ticket of tickets) await outcomeOf("ticket", ticket);
    const encoded = [KEY, good, forged].map((secret) => Buffer.from(secret).toString("base64url"));
    expect(logged.length).toBeGreaterThan(0);
    for (const secret of [KEY, good, forged, ...encoded, ...tickets]) expect(logged.join("")).not.toContain(secret);
  });
});
