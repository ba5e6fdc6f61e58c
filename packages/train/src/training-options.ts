import { RivuletError } from "@rivulet/errors";
import type { LossOptions } from "./losses/loss-options.ts";
import type { AdamOptions } from "./optimizers/adam.ts";
import type { SgdOptions } from "./optimizers/sgd.ts";
import type { ScheduleOptions } from "./schedule.ts";

/** How a model is trained. Plain data; with the same data and options a training gives the same bits. */
export interface TrainingOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly optimizer: AdamOptions | SgdOptions;
  readonly rate: number;
  /** Factor of the rate for embedding rows, which only move when they were used. */
  readonly embeddingRate: number;
  readonly schedule: ScheduleOptions;
  /** The gradient of a batch is scaled down to at most this norm, over all parameters together. */
  readonly clipNorm: number;
  /** Before that, each number of it is held to ±clipValue; default no limit. */
  readonly clipValue?: number;
  /** By the name of a head; the others: `categorical` for softmax, `binary` for sigmoid, `squared` for none. */
  readonly losses?: Readonly<Record<string, LossOptions>>;
  /** Of categorical losses that have none of their own. */
  readonly labelSmoothing: number;
  /** Factor of each head's loss; heads without one count once. */
  readonly headWeights: readonly number[];
  readonly inputDropout: number;
  readonly outputDropout: number;
  /** Shards of a batch, computed side by side where there are threads; their number is part of the result's bits. */
  readonly shards: number;
  /**
   * Truncated backpropagation through time: the sequences of a batch are streams that are cut into spans of so many
   * steps; an update sees the next span of every stream, and the states are carried on without a gradient. Default: whole
   * sequences.
   */
  readonly truncate?: number;
  /**
   * Gates start so that what is remembered lasts for up to about so many steps (chrono initialisation); default: the
   * forget gate's bias is 1, all others 0.
   */
  readonly chrono?: number;
  /** Epochs without a better dev score after which training stops; 0: never. */
  readonly patience: number;
}

export const defaultTrainingOptions: TrainingOptions = {
  seed: 1,
  epochs: 20,
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  rate: 0.004,
  embeddingRate: 2,
  schedule: { kind: "cosine", warmup: 200, floor: 0.01 },
  clipNorm: 5,
  labelSmoothing: 0.1,
  headWeights: [],
  inputDropout: 0.35,
  outputDropout: 0.45,
  shards: 2,
  patience: 0,
};

/** Refuses options out of their range: TRAINING_CONFIG_INVALID. */
export function validateTrainingOptions(options: TrainingOptions): void {
  const check = (name: string, value: number, from: number, to: number, whole = false) => {
    if (typeof value !== "number" || !(value >= from && value <= to) || (whole && !Number.isInteger(value))) {
      const expected = `${whole ? "a whole number" : "a number"} from ${from} to ${to}`;
      throw new RivuletError("TRAINING_CONFIG_INVALID", `expected ${name} to be ${expected}, came ${value}`);
    }
  };
  check("seed", options.seed, 0, 2 ** 32 - 1, true);
  check("epochs", options.epochs, 1, 100_000, true);
  check("rate", options.rate, 0, 100);
  check("embeddingRate", options.embeddingRate, 0, 100);
  check("schedule.warmup", options.schedule.warmup, 0, 1e9, true);
  check("schedule.floor", options.schedule.floor, 0, 1);
  check("clipNorm", options.clipNorm, 0, Number.MAX_VALUE);
  check("clipValue", options.clipValue ?? 0, 0, Number.MAX_VALUE);
  check("truncate", options.truncate ?? 1, 1, 1e9, true);
  check("chrono", options.chrono ?? 2, 2, 1e9);
  check("labelSmoothing", options.labelSmoothing, 0, 0.999);
  options.headWeights.forEach((weight, h) => {
    check(`headWeights[${h}]`, weight, 0, 1000);
  });
  check("inputDropout", options.inputDropout, 0, 0.999);
  check("outputDropout", options.outputDropout, 0, 0.999);
  check("shards", options.shards, 1, 64, true);
  check("patience", options.patience, 0, 100_000, true);
  if (options.optimizer.kind === "adam") {
    check("optimizer.beta1", options.optimizer.beta1, 0, 0.999999);
    check("optimizer.beta2", options.optimizer.beta2, 0, 0.999999);
    check("optimizer.epsilon", options.optimizer.epsilon, 0, 1);
    check("optimizer.weightDecay", options.optimizer.weightDecay, 0, 10);
  } else {
    check("optimizer.momentum", options.optimizer.momentum, 0, 0.999999);
  }
}
