import { beforeAll, describe, expect, it } from "vitest";
import { hasNats } from "../jetstream/nats-server.ts";
import { bundle } from "./bundle.mjs";
import { runScenario } from "./src/run-scenario.ts";
import { scenarios } from "./src/scenarios.ts";

// `npm run faults` is the full size.
const SESSIONS = 50;
const EVERY_MS = 250;
const STRIKES: Readonly<Record<string, number>> = { kill: 5, cut: 5, drain: 2, store: 3, nats: 5, stale: 2, rotate: 3 };

beforeAll(() => bundle(import.meta.dirname, { figures: "src/processes/figures.ts" }));

describe.each(Object.entries(scenarios))("%s", (name, scenario) => {
  it.skipIf(["nats", "stale"].includes(name) && !hasNats)(scenario.summary, async () => {
    const result = await runScenario(scenario, { sessions: SESSIONS, strikes: STRIKES[name], everyMs: EVERY_MS });
    expect(result).toMatchObject({ lost: 0, doubled: 0, differing: 0, failures: [], complaints: "" });
    expect(result.recovered + result.anew).toBeGreaterThan(SESSIONS);
    if (name === "stale") expect(result.notes["sessions fenced"]).toBeGreaterThan(0);
  });
});
