import { connect } from "@rivulet/client";
import { nodeWebSocket, type RunningServer } from "@rivulet/runtime-node";
import { afterEach, expect, it } from "vitest";
import { KEY, startAuthServer, token } from "./auth-server.ts";

let server: RunningServer;

afterEach(() => server.close());

const quick = { WebSocket: nodeWebSocket, reconnect: { initialMs: 1, maxMs: 5 } };

it("says who it is, and is told at once where that is not known", async () => {
  ({ server } = await startAuthServer());
  const client = await connect(server.address, { ...quick, token: KEY });
  const session = await client.open();
  await session.flush();
  await client.close();
  const stranger = await connect(server.address, { ...quick, token: "another key" });
  await expect(stranger.open()).rejects.toMatchObject({ code: "AUTH_FAILED" });
});

it("comes back with a new token when the old one expires, and the session goes on", async () => {
  ({ server } = await startAuthServer());
  let asked = 0;
  const client = await connect(server.address, { ...quick, token: () => token({ seconds: asked++ === 0 ? 2 : 60 }) });
  const session = await client.open();
  await session.push(["the", "cat"]);
  await new Promise((resolve) => session.recoveries$.subscribe(resolve));
  await session.push(["ate"]);
  await session.flush();
  await session.close();
  const final: string[] = [];
  for await (const tag of session) if (tag.final) final.push(tag.token);
  expect([asked, final]).toEqual([2, ["the", "cat", "ate"]]);
  await client.close();
});
