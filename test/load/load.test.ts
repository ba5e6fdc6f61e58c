import { resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { bundle } from "../faults/bundle.mjs";
import { runLoad } from "./src/run-load.ts";

beforeAll(async () => {
  const here = import.meta.dirname;
  await bundle(resolve(here, "../faults"), { figures: "src/processes/figures.ts" });
  await bundle(here, { generator: "src/generator/main.ts", echo: "src/echo-server.ts" });
});

it("every message of a steady load is answered, by the echo and by rivulet; one and two processes can be filled up", async () => {
  const result = await runLoad({ sessions: 200, rate: 1_000, seconds: 1, rounds: 1, nodeFlags: [] });
  for (const [{ latency, connectsPerSecond }] of [result.echo, result.rivulet]) {
    expect(latency.answered).toBeGreaterThan(0);
    expect(latency.answered + latency.late).toBeGreaterThan(500);
    expect(connectsPerSecond).toBeGreaterThan(0);
  }
  expect(result.rivulet[0].stepMicroseconds).toBeGreaterThan(0);
  expect(result.saturated.map(({ processes, tokens }) => [processes, tokens])).toEqual([
    [1, 1],
    [1, 16],
    [2, 1],
    [2, 16],
  ]);
  for (const { perSecond } of result.saturated) expect(perSecond).toBeGreaterThan(0);
});
