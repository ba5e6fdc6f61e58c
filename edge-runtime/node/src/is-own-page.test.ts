import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { isOwnPage } from "./is-own-page.ts";

const asks = (headers: { origin?: string; host?: string }) => isOwnPage({ headers } as IncomingMessage);

describe("isOwnPage", () => {
  it.each([
    ["http://127.0.0.1:8080", "127.0.0.1:8080"],
    ["https://127.0.0.1:8443", "127.0.0.1:8443"],
    ["http://localhost:8080", "localhost:8080"],
    ["http://192.168.1.5:8080", "192.168.1.5:8080"],
    ["http://[::1]:8080", "[::1]:8080"],
    ["http://127.0.0.1", "127.0.0.1"],
  ])("knows %s at %s", (origin, host) => {
    expect(asks({ origin, host })).toBe(true);
  });

  it.each([
    ["another port", "http://127.0.0.1:9090", "127.0.0.1:8080"],
    ["another host", "http://evil.example", "127.0.0.1:8080"],
    ["a name that leads here", "http://evil.example:8080", "evil.example:8080"],
    ["a name like localhost", "http://localhost.evil.example:8080", "localhost.evil.example:8080"],
    ["a sandboxed page", "null", "127.0.0.1:8080"],
    ["no host", "http://127.0.0.1:8080", undefined],
    ["no origin", undefined, "127.0.0.1:8080"],
  ])("does not take %s for its own", (_, origin, host) => {
    expect(asks({ ...(origin && { origin }), ...(host && { host }) })).toBe(false);
  });
});
