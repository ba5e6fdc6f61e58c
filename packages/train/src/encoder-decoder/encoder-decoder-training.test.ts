import type { EncoderDecoderConfig } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { evaluateReversal, type ReversalTask, reversalBatches, reversalConfig } from "../../test/reversal-task.ts";
import { Trainer } from "../trainer.ts";
import { defaultTrainingOptions, type TrainingOptions } from "../training-options.ts";

const options: TrainingOptions = {
  ...defaultTrainingOptions,
  epochs: 10,
  rate: 0.01,
  schedule: { kind: "cosine", warmup: 10, floor: 0.01 },
  labelSmoothing: 0,
  inputDropout: 0,
  outputDropout: 0,
};

/** Share of unseen sequences that the best weights of a training reverse without a mistake. */
async function share(config: EncoderDecoderConfig, task: ReversalTask): Promise<number> {
  const trainer = new Trainer(config, options);
  const evaluate = evaluateReversal(config, task);
  await trainer.run(reversalBatches(task, 100), evaluate);
  await trainer.close();
  return evaluate(trainer.bestWeights).score;
}

describe("an encoder–decoder learns in 1,000 updates to reverse sequences of letters", () => {
  const long = { shortest: 4, longest: 10 };

  it.each([
    ["additive attention", { kind: "additive", size: 24 } as const, false],
    ["additive attention over both directions", { kind: "additive", size: 24 } as const, true],
    ["dot attention", { kind: "dot" } as const, false],
    ["general attention", { kind: "general" } as const, false],
  ])("of 4 to 10 with %s", async (_, attention, isBidirectional) => {
    expect(await share(reversalConfig({ attention, bridge: "dense" }, isBidirectional), long)).toBeGreaterThan(0.95);
  });

  it("of 1 to 4 with the encoder's state alone, which does less well on 4 to 10", async () => {
    const config = reversalConfig({ bridge: "copy" });
    expect(await share(config, { shortest: 1, longest: 4 })).toBeGreaterThan(0.95);
    expect(await share(config, long)).toBeLessThan(0.8);
  });
});

it("resumes a checkpoint with the same bits, dropout and shards included", async () => {
  const config = reversalConfig({ attention: { kind: "additive", size: 8 }, bridge: "dense" });
  const task = { shortest: 2, longest: 5 };
  const run = { ...options, epochs: 3, inputDropout: 0.2, outputDropout: 0.2, shards: 2 };
  const evaluate = evaluateReversal(config, task);
  let middle: Uint8Array | undefined;
  const whole = new Trainer(config, run);
  await whole.run(reversalBatches(task, 4), evaluate, {
    onEpoch: ({ epoch }) => {
      if (epoch === 1) middle = whole.checkpoint();
    },
  });
  const resumed = new Trainer(config, run);
  resumed.resume(middle as Uint8Array);
  await resumed.run(reversalBatches(task, 4), evaluate);
  expect(resumed.checkpoint()).toEqual(whole.checkpoint());
});
