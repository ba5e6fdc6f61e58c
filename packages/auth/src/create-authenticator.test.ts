import { createHash } from "node:crypto";
import { codeOf } from "@rivulet/errors/testing";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, it } from "vitest";
import { createAuthenticator } from "./create-authenticator.ts";

const { publicKey, privateKey } = await generateKeyPair("ES256");
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: "ES256" }] });
const known = { jwks, issuer: "issuer", audience: "rivulet" };
const keys = `alice:${createHash("sha256").update("a key").digest("hex")}`;

function token(claims: Record<string, unknown>, algorithm = "ES256"): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm })
    .setIssuer("issuer")
    .setAudience("rivulet")
    .sign(algorithm === "ES256" ? privateKey : new TextEncoder().encode(JSON.stringify(publicKey).padEnd(32)));
}

it("asks nobody where nothing is told of clients, and takes what any way knows", async () => {
  expect(createAuthenticator({})).toBeUndefined();
  const both = createAuthenticator({ keys, ...known, quotas: { sessions: 3 } });
  expect(await both?.verify("a key")).toEqual({ subject: "alice", quotas: { sessions: 3 } });
  const exp = Math.floor(Date.now() / 1000) + 60;
  const bob = await token({ sub: "bob", exp, rivulet: { tokensPerSecond: 5 } });
  expect(await both?.verify(bob)).toEqual({
    subject: "bob",
    quotas: { sessions: 3, tokensPerSecond: 5 },
    expires: (exp + 5) * 1000,
  });
});

it("refuses tokens without an end, without a subject, or signed by a secret that verifiers share", async () => {
  const authenticator = createAuthenticator(known);
  const exp = Math.floor(Date.now() / 1000) + 60;
  const bad = [token({ sub: "bob" }), token({ exp }), token({ sub: "bob", exp }, "HS256"), token({ sub: "", exp })];
  for (const refused of await Promise.all(bad)) {
    await expect(authenticator?.verify(refused)).rejects.toMatchObject({ code: "AUTH_FAILED" });
  }
});

it("lets nobody in by an empty list of keys", async () => {
  await expect(createAuthenticator({ keys: "" })?.verify("")).rejects.toMatchObject({ code: "AUTH_FAILED" });
});

it.each([
  ["tokens of any issuer", { jwks, audience: "rivulet" }],
  ["tokens for anybody", { jwks, issuer: "issuer", audience: "" }],
  ["a key set that is no JSON", { ...known, jwks: "keys" }],
  ["JSON that is no key set", { ...known, jwks: "{}" }],
  ["an empty address of keys", { ...known, jwks: "" }],
])("refuses %s", (_, options) => {
  expect(codeOf(() => createAuthenticator(options))).toBe("ARGUMENT_INVALID");
});
