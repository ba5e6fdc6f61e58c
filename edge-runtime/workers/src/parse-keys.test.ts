import { codeOf } from "@rivulet/errors/testing";
import { expect, it } from "vitest";
import { parseKeys } from "./parse-keys.ts";

const secret = Buffer.alloc(32, 5).toString("base64");

it("reads a name and a secret from each line", () => {
  expect(parseKeys(`\n new ${secret}\nold ${secret}  \n`)).toEqual([
    { name: "new", secret: new Uint8Array(32).fill(5) },
    { name: "old", secret: new Uint8Array(32).fill(5) },
  ]);
});

it.each(["name", `a b ${secret}`, "name no/base64!"])("refuses %j and repeats no secret", (text) => {
  expect(codeOf(() => parseKeys(text))).toBe("ARGUMENT_INVALID");
  expect(() => parseKeys(text)).not.toThrow(secret);
});
