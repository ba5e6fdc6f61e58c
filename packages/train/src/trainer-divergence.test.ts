import { type ModelConfig, Random } from "@rivulet/engine";
import { expect, it } from "vitest";
import { echoOptions } from "../test/echo-task.ts";
import type { Sequence } from "./sequence.ts";
import { type BatchSource, type Evaluation, Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-options.ts";

const config: ModelConfig = {
  input: { kind: "dense", size: 2 },
  layers: [{ cell: "rnn", hidden: 5, activation: "linear" }],
  heads: [{ name: "sum", size: 1, activation: "none" }],
};
/** A rate that no linear network bears, and no clipping: each update overshoots further than the one before. */
const options: TrainingOptions = {
  ...echoOptions,
  epochs: 50,
  optimizer: { kind: "sgd", momentum: 0 },
  schedule: { kind: "constant", warmup: 0, floor: 0 },
  rate: 100,
  clipNorm: 1e300,
};
const source: BatchSource = {
  batches(epoch) {
    const random = new Random(epoch);
    const sequence = (): Sequence => {
      const dense = Float32Array.from({ length: 12 }, () => random.normal());
      return {
        steps: 6,
        dense,
        targets: [Float32Array.from({ length: 6 }, (_, t) => dense[2 * t] + dense[2 * t + 1])],
      };
    };
    return Array.from({ length: 2 }, () => Array.from({ length: 4 }, sequence));
  },
};
const noFigures = (): Evaluation => ({ score: 0, figures: {} });

it("a training that diverges stops, names the update and stands again as after its last good epoch", async () => {
  const trainer = new Trainer(config, options);
  let good = trainer.checkpoint();
  const seen: number[] = [];
  const onDivergence = async ({ updates }: Trainer["history"]) => {
    seen.push(updates.length);
  };
  const onEpoch = () => {
    good = trainer.checkpoint();
  };
  const run = trainer.run(source, noFigures, { onEpoch, onDivergence });
  await expect(run).rejects.toMatchObject({ code: "LOSS_NOT_FINITE" });
  const { updates, epochs } = trainer.history;
  const [reached] = seen;
  await expect(run).rejects.toThrow(`at update ${reached + 1}, came`);
  await expect(run).rejects.toThrow(`the training is back at update ${updates.length}`);
  expect(epochs.length).toBeGreaterThan(0);
  expect(updates).toHaveLength(2 * epochs.length);
  expect(trainer.checkpoint()).toEqual(good);
  for (const { data } of Object.values(trainer.weights)) expect(data.every(Number.isFinite)).toBe(true);
});

it("goes on from there: what diverged has left nothing behind", async () => {
  const trainer = new Trainer(config, options);
  await trainer.run(source, noFigures).catch(() => {});
  const again = new Trainer(config, options);
  again.resume(trainer.checkpoint());
  const messages = await Promise.all(
    [trainer, again].map((each) => each.run(source, noFigures).catch((error: unknown) => String(error))),
  );
  expect(messages[0]).toBe(messages[1]);
  expect(messages[0]).toContain("expected a finite");
  expect(trainer.checkpoint()).toEqual(again.checkpoint());
});
