import { expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
const subjects = ["--in", "chat", "--out", "tagged", "--key", "user", "--model", model];

it("says what is missing", async () => {
  const { code, stderr } = await runRivulet(["worker", "--in", "chat"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--nats/);
});

it("refuses an address that is none, and one where nobody answers, without telling it", async () => {
  expect(await runRivulet(["worker", "--nats", "localhost", ...subjects])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^rivulet: ARGUMENT_INVALID: /),
  });
  const { code, stderr } = await runRivulet(["worker", "--nats", "nats://me:secret@127.0.0.1:1", ...subjects]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^rivulet: CONNECTION_FAILED: /);
  expect(stderr).not.toContain("secret");
});
