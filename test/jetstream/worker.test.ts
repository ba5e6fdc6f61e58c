import { describe, expect, it } from "vitest";
import { runJob } from "./job-run.ts";
import { hasNats } from "./nats-server.ts";
import { scoringFeed } from "./scoring-feed.ts";
import { taggingFeed } from "./tagging-feed.ts";

const perfect = { lost: 0, doubled: 0, disordered: 0, different: 0, logs: [] };

describe.skipIf(!hasNats)("rivulet worker", () => {
  it("answers each message once, to the bit, while workers are killed, put to sleep and replaced", async () => {
    const report = await runJob({
      ...{ feed: taggingFeed(50), messages: 4_000, workers: 3, partitions: 4, rate: 300 },
      ...{ troubleMs: 800, restartNats: false },
    });
    expect(report).toMatchObject({ ...perfect, inputs: 4_000, outputs: 4_000, exits: [0, 0, 0] });
    expect(report.troubles.SIGKILL).toBeGreaterThanOrEqual(5);
  }, 120_000);

  it("does so on a subject for each partition, while NATS is killed, too", async () => {
    const report = await runJob({
      ...{ feed: taggingFeed(20), messages: 1_500, workers: 2, partitions: 3, rate: 150, divided: true },
      ...{ troubleMs: 500, restartNats: true },
    });
    expect(report).toMatchObject({ ...perfect, inputs: 1_500, outputs: 1_500, exits: [0, 0] });
    expect(report.troubles.NATS).toBeGreaterThanOrEqual(1);
  }, 120_000);

  it("scores with a network as it tags, to the bit: numbers, an output for each", async () => {
    const report = await runJob({
      ...{ feed: scoringFeed(30, "many-to-many"), messages: 2_000, workers: 3, partitions: 4, rate: 250 },
      ...{ troubleMs: 600, restartNats: false },
    });
    expect(report).toMatchObject({ ...perfect, inputs: 2_000, outputs: 2_000, exits: [0, 0, 0] });
    expect(report.troubles.SIGKILL).toBeGreaterThanOrEqual(4);
  }, 120_000);

  it("scores ids and numbers together, the answer so far after each, while NATS is killed, too", async () => {
    const report = await runJob({
      ...{ feed: scoringFeed(20, "many-to-one"), messages: 1_200, workers: 2, partitions: 3, rate: 150 },
      ...{ troubleMs: 500, restartNats: true },
    });
    expect(report).toMatchObject({ ...perfect, inputs: 1_200, outputs: 1_200, exits: [0, 0] });
    expect(report.troubles.NATS).toBeGreaterThanOrEqual(1);
  }, 120_000);
});
