import { describe, expect, it } from "vitest";
import { refusal } from "../test/error-code.ts";
import { defaultTrainingOptions, type TrainingOptions, validateTrainingOptions } from "./training-options.ts";

const message = (changes: Partial<TrainingOptions>) =>
  refusal(() => validateTrainingOptions({ ...defaultTrainingOptions, ...changes }));

const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;
const schedule = { kind: "cosine", warmup: 0, floor: 0 } as const;

describe("validateTrainingOptions", () => {
  it("takes the defaults, SGD and the edges of the ranges", () => {
    expect(message({})).toBeUndefined();
    expect(
      message({ optimizer: { kind: "sgd", momentum: 0 }, schedule, rate: 0, shards: 64, epochs: 1 }),
    ).toBeUndefined();
    expect(message({ labelSmoothing: 0, inputDropout: 0, outputDropout: 0.999, seed: 2 ** 32 - 1 })).toBeUndefined();
  });

  it.each<[string, Partial<TrainingOptions>, string]>([
    ["seed", { seed: -1 }, "expected seed to be a whole number from 0 to 4294967295, came -1"],
    ["epochs", { epochs: 0 }, "expected epochs to be a whole number from 1 to 100000, came 0"],
    ["epochs", { epochs: 2.5 }, "expected epochs to be a whole number from 1 to 100000, came 2.5"],
    ["rate", { rate: Number.NaN }, "expected rate to be a number from 0 to 100, came NaN"],
    ["embeddingRate", { embeddingRate: -0.1 }, "expected embeddingRate to be a number from 0 to 100, came -0.1"],
    [
      "warmup",
      { schedule: { ...schedule, warmup: 1.5 } },
      "expected schedule.warmup to be a whole number from 0 to 1000000000, came 1.5",
    ],
    [
      "floor",
      { schedule: { ...schedule, floor: 1.1 } },
      "expected schedule.floor to be a number from 0 to 1, came 1.1",
    ],
    [
      "clipNorm",
      { clipNorm: Number.POSITIVE_INFINITY },
      "expected clipNorm to be a number from 0 to 1.7976931348623157e+308, came Infinity",
    ],
    ["labelSmoothing", { labelSmoothing: 1 }, "expected labelSmoothing to be a number from 0 to 0.999, came 1"],
    ["inputDropout", { inputDropout: 1 }, "expected inputDropout to be a number from 0 to 0.999, came 1"],
    ["outputDropout", { outputDropout: -1 }, "expected outputDropout to be a number from 0 to 0.999, came -1"],
    ["headWeights", { headWeights: [1, -2] }, "expected headWeights[1] to be a number from 0 to 1000, came -2"],
    ["shards", { shards: 65 }, "expected shards to be a whole number from 1 to 64, came 65"],
    ["chrono", { chrono: 1 }, "expected chrono to be a number from 2 to 1000000000, came 1"],
    ["patience", { patience: -1 }, "expected patience to be a whole number from 0 to 100000, came -1"],
    [
      "beta1",
      { optimizer: { ...adam, beta1: 1 } },
      "expected optimizer.beta1 to be a number from 0 to 0.999999, came 1",
    ],
    [
      "beta2",
      { optimizer: { ...adam, beta2: 1 } },
      "expected optimizer.beta2 to be a number from 0 to 0.999999, came 1",
    ],
    [
      "epsilon",
      { optimizer: { ...adam, epsilon: -1 } },
      "expected optimizer.epsilon to be a number from 0 to 1, came -1",
    ],
    [
      "weightDecay",
      { optimizer: { ...adam, weightDecay: 11 } },
      "expected optimizer.weightDecay to be a number from 0 to 10, came 11",
    ],
    [
      "momentum",
      { optimizer: { kind: "sgd", momentum: 1 } },
      "expected optimizer.momentum to be a number from 0 to 0.999999, came 1",
    ],
  ])("refuses %s out of its range", (_, changes, text) => {
    const refused = message(changes);
    expect(refused?.code).toBe("TRAINING_CONFIG_INVALID");
    expect(refused?.message).toContain(text);
  });
});
