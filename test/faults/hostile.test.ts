import { beforeAll, expect, it } from "vitest";
import { bundle } from "./bundle.mjs";
import { runHostile } from "./src/hostile/run-hostile.ts";

const MEBIBYTE = 2 ** 20;

beforeAll(() => bundle(import.meta.dirname, { figures: "src/processes/figures.ts", deaf: "src/hostile/deaf.ts" }));

it("frames that mean harm: each refused with its code, nothing falls or grows, good clients go on", async () => {
  const result = await runHostile({ frames: 2_000, neverReads: { stretchMs: 1_000, rounds: 1 } });
  expect(result).toMatchObject({ survived: true, complaints: "", undocumented: [] });
  expect(result.honest).toMatchObject({ wrong: 0, reconnects: 0, failures: [] });
  expect(result.honest.tags).toBeGreaterThan(0);
  for (const code of [
    "FRAME_MALFORMED",
    "MESSAGE_INVALID",
    "CHECKPOINT_FORGED",
    "SEQUENCE_INVALID",
    "LIMIT_SESSIONS",
  ]) {
    expect(result.errors).toHaveProperty(code);
  }
  expect(result.closes).toHaveProperty("4400 LIMIT_ERRORS");
  expect(result.closes).toHaveProperty("4413 FRAME_TOO_LARGE");
  expect(result.memory.after - result.memory.before).toBeLessThan(8 * MEBIBYTE);
  expect(result.neverReads.growth).toBeLessThan(MEBIBYTE);
});
