import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { anyOf, createLog, jwt, type RunningServer, type ServeOptions, serve, staticKeys } from "@rivulet/runtime-node";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const model = TaggerModel.fromFile(toyTaggerFile());
export const KEY = "a-long-random-key-of-alice";

const issuer = "https://issuer.example";
const audience = "rivulet";
const { publicKey, privateKey } = await generateKeyPair("ES256");
const { privateKey: strangerKey } = await generateKeyPair("ES256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };

interface Claims {
  readonly subject?: string;
  /** From now. */
  readonly seconds?: number;
  readonly audience?: string;
  readonly quotas?: unknown;
  readonly forged?: boolean;
}

export function token({
  subject = "bob",
  seconds = 60,
  quotas,
  forged = false,
  ...claims
}: Claims = {}): Promise<string> {
  return new SignJWT(quotas === undefined ? {} : { rivulet: quotas })
    .setProtectedHeader({ alg: "ES256", kid: "1" })
    .setSubject(subject)
    .setIssuer(issuer)
    .setAudience(claims.audience ?? audience)
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(forged ? strangerKey : privateKey);
}

/** A server that knows one key and one issuer's tokens, and all that it logs. */
export async function startAuthServer(
  options: Partial<ServeOptions> = {},
  keys: typeof jwks | URL = jwks,
): Promise<{ server: RunningServer; lines: string[] }> {
  const lines: string[] = [];
  const sha256 = createHash("sha256").update(KEY).digest();
  const server = await serve({
    port: 0,
    models: new Map([["toy", model]]),
    authenticator: anyOf([
      staticKeys([{ subject: "alice", sha256, quotas: { sessions: 2 } }]),
      jwt({ jwks: keys, issuer, audience, clockToleranceSeconds: 0 }),
    ]),
    log: createLog("trace", { write: (line) => lines.push(line) }),
    ...options,
  });
  return { server, lines };
}

/** The issuer's public keys on a URL of their own. */
export async function serveKeys(): Promise<{ url: URL; stop: () => Server }> {
  const http = createServer((_, response) => response.end(JSON.stringify(jwks))).listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/keys`);
  return { url, stop: () => http.close() };
}
