import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAuthenticator } from "@rivulet/auth";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { createLog, type RunningServer, type ServeOptions, serve } from "@rivulet/runtime-node";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const model = TaggerModel.fromFile(toyTaggerFile());
export const KEY = "a-long-random-key-of-alice";

const issuer = "https://issuer.example";
const audience = "rivulet";
const { publicKey, privateKey } = await generateKeyPair("ES256");
const { privateKey: strangerKey } = await generateKeyPair("ES256");
const publicKeys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] });

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

/** One key and one issuer's tokens, as an operator tells of them; `jwks`: the issuer's keys or their URL. */
export function clientsKnown(jwks: string = publicKeys) {
  const hash = createHash("sha256").update(KEY).digest("hex");
  return { keys: `alice:${hash} sessions=2`, jwks, issuer, audience };
}

/** A server that knows them, and all that it logs. */
export async function startAuthServer(
  options: Partial<ServeOptions> = {},
  jwks?: string,
): Promise<{ server: RunningServer; lines: string[] }> {
  const lines: string[] = [];
  const server = await serve({
    port: 0,
    models: new Map([["toy", model]]),
    authenticator: createAuthenticator({ ...clientsKnown(jwks), clockToleranceSeconds: 0 }),
    log: createLog("trace", { write: (line) => lines.push(line) }),
    ...options,
  });
  return { server, lines };
}

/** The issuer's public keys on a URL of their own. */
export async function serveKeys(): Promise<{ url: string; stop: () => Server }> {
  const http = createServer((_, response) => response.end(publicKeys)).listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/keys`;
  return { url, stop: () => http.close() };
}
