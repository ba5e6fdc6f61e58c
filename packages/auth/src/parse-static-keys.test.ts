import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { parseStaticKeys } from "./parse-static-keys.ts";
import { staticKeys } from "./static-keys.ts";

const hash = (key: string): string => createHash("sha256").update(key).digest("hex");

it("reads subjects, hashes and quotas, and knows the keys by them", async () => {
  const text = `# clients\nalice:${hash("a")} sessions=2 tokensPerSecond=10  # a test\n\nbob:${hash("b").toUpperCase()}\n`;
  const keys = staticKeys(parseStaticKeys(text, { sessions: 9, generatedTokens: 5 }));
  expect(await keys.verify("a")).toEqual({
    subject: "alice",
    quotas: { sessions: 2, tokensPerSecond: 10, generatedTokens: 5 },
  });
  expect(await keys.verify("b")).toEqual({ subject: "bob", quotas: { sessions: 9, generatedTokens: 5 } });
  await expect(keys.verify(hash("a"))).rejects.toMatchObject({ code: "AUTH_FAILED" });
});

it.each([
  ["a key in the clear", "alice:very-secret"],
  ["no subject", `:${hash("very-secret")}`],
  ["a quota that is none", `alice:${hash("a")} session=1`],
  ["a quota without a number", `alice:${hash("a")} sessions=many`],
])("refuses %s, and repeats no secret", (_, line) => {
  expect(() => parseStaticKeys(line)).toThrow(expect.objectContaining({ code: "ARGUMENT_INVALID" }));
  expect(() => parseStaticKeys(line)).not.toThrow(/very-secret|[0-9a-f]{64}/);
});
