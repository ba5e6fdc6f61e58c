import fc from "fast-check";
import { base64url } from "jose";
import { expect, it } from "vitest";
import { credentialOf, offersOf } from "./credential-of.ts";

const none = { authorization: undefined, subprotocols: undefined, query: "" };
const encode = (token: string): string => base64url.encode(new TextEncoder().encode(token));

it("finds what a request shows, the header first", () => {
  const subprotocols = `rivulet.v1.json, rivulet.auth.${encode("näme")}`;
  expect(credentialOf(none)).toBeUndefined();
  expect(credentialOf({ ...none, query: "a=1&ticket=t" })).toEqual({ way: "ticket", secret: "t" });
  expect(credentialOf({ ...none, subprotocols, query: "ticket=t" })).toEqual({ way: "subprotocol", secret: "näme" });
  const all = { authorization: "bearer  a.b", subprotocols, query: "ticket=t" };
  expect(credentialOf(all)).toEqual({ way: "header", secret: "a.b" });
});

it.each([
  ["another scheme", { ...none, authorization: "Basic YTpi" }],
  ["what is no base64url", { ...none, subprotocols: "rivulet.auth.!!" }],
])("takes no secret from %s, and asks for none elsewhere", (_, headers) => {
  expect(credentialOf({ ...headers, query: "ticket=t" })).toMatchObject({ secret: "" });
});

it("speaks of no token among the offers, wherever it stands", () => {
  const offers = fc.array(fc.constantFrom("rivulet.v1.json", "rivulet.v1.msgpack", "chat"), { maxLength: 4 });
  fc.assert(
    fc.property(offers, fc.string({ minLength: 1 }), fc.nat(4), (before, token, at) => {
      const header = [...before.slice(0, at), `rivulet.auth.${encode(token)}`, ...before.slice(at)].join(" , ");
      expect(offersOf(header)).toEqual(before);
      expect(credentialOf({ ...none, subprotocols: header })).toEqual({ way: "subprotocol", secret: token });
    }),
  );
});
