import { describe, expect, it } from "vitest";
import { echoBatches, echoConfig, echoOptions, evaluateEcho } from "../test/echo-task.ts";
import { refusal } from "../test/error-code.ts";
import { Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-options.ts";

const config = echoConfig({ cell: "lstm", hidden: 11, peepholes: "current" });
const adam: TrainingOptions = { ...echoOptions, inputDropout: 0.2, outputDropout: 0.3, shards: 3 };
const sgd: TrainingOptions = { ...adam, optimizer: { kind: "sgd", momentum: 0.9 } };
const evaluate = evaluateEcho(config);

/** A checkpoint holds all there is: parameters, best parameters, moments, history (seconds are 0 without a clock). */
async function checkpointsOf(options: TrainingOptions): Promise<Uint8Array[]> {
  const trainer = new Trainer(config, options);
  const checkpoints = [trainer.checkpoint()];
  await trainer.run(echoBatches, evaluate, {
    onEpoch: () => {
      checkpoints.push(trainer.checkpoint());
    },
  });
  return checkpoints;
}

describe.each([
  ["Adam", adam],
  ["SGD", sgd],
])("%s", (_, options) => {
  it("gives the same bits for the same seed and others for another", async () => {
    const [one, again] = [await checkpointsOf(options), await checkpointsOf(options)];
    expect(again).toEqual(one);
    const other = new Trainer(config, { ...options, seed: 2 });
    await other.run(echoBatches, evaluate);
    const first = new Trainer(config, options);
    first.resume(one[one.length - 1]);
    expect(other.weights["heads.0.weight"].data).not.toEqual(first.weights["heads.0.weight"].data);
  });

  it("goes on after any epoch to the bits of an uninterrupted training", async () => {
    const checkpoints = await checkpointsOf(options);
    expect(checkpoints).toHaveLength(options.epochs + 1);
    for (const checkpoint of checkpoints) {
      const resumed = new Trainer(config, options);
      resumed.resume(checkpoint);
      await resumed.run(echoBatches, evaluate);
      expect(resumed.checkpoint()).toEqual(checkpoints[options.epochs]);
    }
  });
});

describe("resume refuses with CHECKPOINT_INVALID", () => {
  const checkpoint = new Trainer(config, adam).checkpoint();
  const resume = (trainer: Trainer, bytes = checkpoint) => refusal(() => trainer.resume(bytes));

  it("another model's", () => {
    const refused = resume(new Trainer(echoConfig({ cell: "lstm", hidden: 12 }), adam));
    expect(refused?.code).toBe("CHECKPOINT_INVALID");
    expect(refused?.message).toContain("expected the config");
  });

  it("one of other options", () => {
    const refused = resume(new Trainer(config, { ...adam, rate: 0.001 }));
    expect(refused?.code).toBe("CHECKPOINT_INVALID");
    expect(refused?.message).toContain("expected the options");
  });

  it("a damaged one, and leaves the trainer as it was", () => {
    const trainer = new Trainer(config, adam);
    const before = trainer.checkpoint();
    expect(resume(trainer, checkpoint.subarray(1))?.code).toBe("CHECKPOINT_INVALID");
    expect(trainer.checkpoint()).toEqual(before);
  });
});
