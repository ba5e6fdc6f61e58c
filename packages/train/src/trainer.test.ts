import { type ModelConfig, Random } from "@rivulet/engine";
import { cellVariants } from "@rivulet/engine/reference";
import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { echoBatches, echoConfig, echoOptions, echoSequence, evaluateEcho } from "../test/echo-task.ts";
import { refusal } from "../test/error-code.ts";
import { checkTraining } from "./check-training.ts";
import type { Sequence } from "./sequence.ts";
import { type Evaluation, Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-options.ts";

const config = echoConfig({ cell: "gru", hidden: 12, reset: "after" });
const noFigures = (): Evaluation => ({ score: 0, figures: {} });
const sgd = { kind: "sgd", momentum: 0 } as const;
const constant = { kind: "constant", warmup: 0, floor: 0 } as const;

function flat(trainer: Trainer): number[] {
  return Object.values(trainer.weights).flatMap(({ data }) => [...data]);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

describe("what it learns", () => {
  it.each(cellVariants(24).map((layer) => [JSON.stringify(layer), layer] as const))(
    "%s repeats what came before",
    async (_, layer) => {
      const task = echoConfig(layer);
      const trainer = new Trainer(task, { ...echoOptions, epochs: 25 });
      await trainer.run(echoBatches, evaluateEcho(task));
      const { figures } = evaluateEcho(task)(trainer.bestWeights);
      expect(figures["delay 0"]).toBeGreaterThan(0.99);
      expect(figures["delay 1"]).toBeGreaterThan(0.99);
      const [first] = trainer.history.updates;
      const last = trainer.history.epochs[trainer.history.epochs.length - 1];
      expect(last.loss).toBeLessThan(first.loss / 4);
      expect(last.accuracy).toBeGreaterThan(0.98);
    },
  );

  it("learns by SGD with momentum and with dropout too", async () => {
    const options: TrainingOptions = {
      ...echoOptions,
      optimizer: { kind: "sgd", momentum: 0.9 },
      rate: 0.3,
      epochs: 25,
    };
    const task = echoConfig({ cell: "lstm", hidden: 24 });
    const trainer = new Trainer(task, { ...options, outputDropout: 0.1 });
    await trainer.run(echoBatches, evaluateEcho(task));
    expect(evaluateEcho(task)(trainer.bestWeights).score).toBeGreaterThan(0.99);
  });
});

describe("one update", () => {
  /** Steps and gradient norms of a training by plain SGD. */
  async function steps(clipNorm: number): Promise<{ moved: number; norm: number }[]> {
    const options = {
      ...echoOptions,
      optimizer: sgd,
      schedule: constant,
      rate: 0.5,
      embeddingRate: 1,
      epochs: 1,
      clipNorm,
    };
    const trainer = new Trainer(config, options);
    let before = flat(trainer);
    const seen: { moved: number; norm: number }[] = [];
    const onUpdate = ({ gradientNorm }: { gradientNorm: number }) => {
      const after = flat(trainer);
      seen.push({ moved: distance(after, before), norm: gradientNorm });
      before = after;
    };
    await trainer.run(echoBatches, noFigures, { onUpdate });
    return seen;
  }

  it("moves the parameters by rate × gradient, and by rate × clipNorm where the gradient is longer", async () => {
    const free = await steps(1e9);
    expect(free).toHaveLength(8);
    for (const { moved, norm } of free) expect(moved / (0.5 * norm)).toBeCloseTo(1, 4);
    const clipNorm = free[0].norm / 3;
    const clipped = await steps(clipNorm);
    expect(clipped[0].norm).toBe(free[0].norm);
    for (const { moved, norm } of clipped) expect(moved / (0.5 * Math.min(norm, clipNorm))).toBeCloseTo(1, 4);
  });

  it("holds every number of the gradient to clipValue, before the norm is held", async () => {
    const options = { ...echoOptions, optimizer: sgd, schedule: constant, rate: 1, embeddingRate: 1, epochs: 1 };
    const batches = { batches: () => [echoBatches.batches(0)[0]] };
    const gradientBy = async (clips: Partial<TrainingOptions>) => {
      const trainer = new Trainer(config, { ...options, clipNorm: 1e9, ...clips });
      const before = flat(trainer);
      await trainer.run(batches, noFigures);
      return flat(trainer).map((value, i) => before[i] - value);
    };
    const free = await gradientBy({});
    const clipValue = Math.max(...free.map(Math.abs)) / 3;
    const clipped = await gradientBy({ clipValue });
    free.forEach((value, i) => {
      expect(clipped[i]).toBeCloseTo(Math.max(-clipValue, Math.min(clipValue, value)), 6);
    });
    const norm = Math.hypot(...clipped);
    expect(norm).toBeLessThan(Math.hypot(...free));
    const both = await gradientBy({ clipValue, clipNorm: norm / 2 });
    both.forEach((value, i) => {
      expect(value).toBeCloseTo(clipped[i] / 2, 6);
    });
  });

  it("is the same in any number of shards but for rounding, with more shards than sequences too", async () => {
    const results: number[][] = [];
    for (const shards of [1, 2, 3, 11]) {
      const trainer = new Trainer(config, { ...echoOptions, optimizer: sgd, schedule: constant, epochs: 1, shards });
      await trainer.run({ batches: () => [echoBatches.batches(0)[0]] }, noFigures);
      results.push(flat(trainer));
    }
    const [one, ...others] = results;
    const start = flat(new Trainer(config, echoOptions));
    for (const other of others) expect(distance(one, other)).toBeLessThan(1e-5 * distance(one, start));
  });

  it("leaves embedding rows alone that were not used, and all of them at embeddingRate 0", async () => {
    const table = { name: "token", rows: 5, size: 6 };
    const wider: ModelConfig = { ...config, input: { kind: "embedding", tables: [table] } };
    for (const embeddingRate of [2, 0]) {
      const trainer = new Trainer(wider, { ...echoOptions, embeddingRate });
      const rows = () => trainer.weights["embedding.token"].data.slice();
      const before = rows();
      const head = trainer.weights["heads.0.weight"].data.slice();
      await trainer.run(echoBatches, noFigures);
      // Token 4 never comes.
      expect(rows().subarray(24)).toEqual(before.subarray(24));
      if (embeddingRate === 0) expect(rows()).toEqual(before);
      else expect(rows().subarray(0, 24)).not.toEqual(before.subarray(0, 24));
      expect(trainer.weights["heads.0.weight"].data).not.toEqual(head);
    }
  });

  it("counts update, epoch and rate by the schedule", async () => {
    const schedule = { kind: "linear", warmup: 4, floor: 0 } as const;
    const trainer = new Trainer(config, { ...echoOptions, schedule, rate: 0.01, epochs: 2 });
    await trainer.run(echoBatches, noFigures);
    const { updates } = trainer.history;
    expect(updates.map(({ update }) => update)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(updates.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 16 }, (_, i) => Math.floor(i / 8)));
    const rates = [0.25, 0.5, 0.75, 1, ...Array.from({ length: 12 }, (_, i) => 1 - (i + 1) / 12)];
    updates.forEach(({ rate }, i) => {
      expect(rate).toBeCloseTo(0.01 * rates[i], 12);
    });
  });

  it("takes a batch without any target for no loss and no gradient", async () => {
    const sequence: Sequence = {
      steps: 3,
      ids: Int32Array.of(0, 1, 2),
      targets: [0, 1].map(() => new Int32Array(3).fill(-1)),
    };
    const trainer = new Trainer(config, { ...echoOptions, epochs: 1 });
    const before = flat(trainer);
    await trainer.run({ batches: () => [[sequence]] }, noFigures);
    expect(trainer.history.updates[0]).toMatchObject({ loss: 0, accuracy: 0, gradientNorm: 0 });
    expect(flat(trainer)).toEqual(before);
  });
});

it("counts hits where a loss knows of them, over those heads alone", async () => {
  const heads = [
    { name: "class", size: 2, activation: "softmax" },
    { name: "value", size: 1, activation: "none" },
  ] as const;
  const recordsOf = async (spoken: ModelConfig["heads"], targets: Sequence["targets"]) => {
    const simple: ModelConfig = {
      input: { kind: "one-hot", size: 1 },
      layers: [{ cell: "rnn", hidden: 2 }],
      heads: spoken,
    };
    const trainer = new Trainer(simple, { ...echoOptions, epochs: 30 });
    await trainer.run({ batches: () => [[{ steps: 1, ids: Int32Array.of(0), targets }]] }, noFigures);
    return [trainer.history.updates, trainer.history.epochs].map((records) => records.at(-1));
  };
  for (const record of await recordsOf(heads, [Int32Array.of(1), Float32Array.of(0.5)])) {
    expect(record?.accuracy).toBe(1);
  }
  for (const record of await recordsOf([heads[1]], [Float32Array.of(0.5)])) {
    expect(record?.loss).toBeLessThan(0.1);
    expect(record).not.toHaveProperty("accuracy");
  }
});

describe("early stop", () => {
  const scores = [1, 3, 2, 3, 2.5, 9];
  const evaluate = (of: Trainer) => (): Evaluation => ({ score: scores[of.history.epochs.length], figures: {} });

  it("stops after `patience` epochs without a better score and keeps the best epoch's weights", async () => {
    const trainer = new Trainer(config, { ...echoOptions, epochs: 6, patience: 3 });
    const ends: number[][] = [];
    const marked: boolean[] = [];
    const onEpoch = (_: unknown, best: boolean) => {
      ends.push(flat(trainer));
      marked.push(best);
    };
    await trainer.run(echoBatches, evaluate(trainer), { onEpoch });
    expect(trainer.history.epochs.map(({ score }) => score)).toEqual(scores.slice(0, 5));
    expect(marked).toEqual([true, true, false, false, false]);
    expect(Object.values(trainer.bestWeights).flatMap(({ data }) => [...data])).toEqual(ends[1]);
    expect(flat(trainer)).toEqual(ends[4]);
  });

  it("stays stopped when it is taken up again", async () => {
    const options = { ...echoOptions, epochs: 6, patience: 3 };
    const trainer = new Trainer(config, options);
    await trainer.run(echoBatches, evaluate(trainer));
    const resumed = new Trainer(config, options);
    resumed.resume(trainer.checkpoint());
    await resumed.run(echoBatches, evaluate(resumed));
    expect(resumed.checkpoint()).toEqual(trainer.checkpoint());
  });

  it("goes to the last epoch without patience", async () => {
    const trainer = new Trainer(config, { ...echoOptions, epochs: 6, patience: 0 });
    await trainer.run(echoBatches, evaluate(trainer));
    expect(trainer.history.epochs).toHaveLength(6);
  });
});

describe("what it refuses", () => {
  it("LOSS_NOT_FINITE where a number of the data is none", async () => {
    const dense: ModelConfig = { ...config, input: { kind: "dense", size: 2 } };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const sequence: Sequence = {
        steps: 2,
        dense: Float32Array.of(1, bad, 0, 1),
        targets: [0, 1].map(() => Int32Array.of(1, 2)),
      };
      const trainer = new Trainer(dense, { ...echoOptions, shards: 1 });
      const error = await trainer.run({ batches: () => [[sequence]] }, noFigures).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RivuletError);
      expect(error).toMatchObject({ code: "LOSS_NOT_FINITE" });
      expect(String(error)).toContain("at update 1, came NaN");
    }
  });

  it("TRAINING_CONFIG_INVALID for options out of range and for no head, CONFIG_INVALID for no model", () => {
    expect(refusal(() => new Trainer(config, { ...echoOptions, clipNorm: -1 }))?.code).toBe("TRAINING_CONFIG_INVALID");
    const refused = refusal(() => checkTraining({ ...config, heads: [] }, echoOptions));
    expect(refused?.code).toBe("TRAINING_CONFIG_INVALID");
    expect(refused?.message).toContain("expected a head to train");
    expect(refusal(() => new Trainer({ ...config, layers: [] }, echoOptions))?.code).toBe("CONFIG_INVALID");
  });

  it("TARGET_INVALID for targets that do not fit, by sequence and head, and is as it was", async () => {
    const trainer = new Trainer(config, echoOptions);
    const before = trainer.checkpoint();
    const good = echoSequence(4, new Random(1));
    const bad: Sequence = { ...good, targets: [good.targets[0], Int32Array.of(0, 1, 2, 4)] };
    const error = await trainer.run({ batches: () => [[good, bad]] }, noFigures).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "TARGET_INVALID" });
    expect(String(error)).toContain(
      "expected classes from −1 to 3, came 4 at step 3, in sequence 1 of the batch, head delay1",
    );
    expect(trainer.checkpoint()).toEqual(before);
  });
});
