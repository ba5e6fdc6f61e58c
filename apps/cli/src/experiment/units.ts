import type { RecurrentLayerConfig } from "@rivulet/engine";
import { defaultTrainingOptions, type TrainingOptions } from "@rivulet/train";

/** The units that are compared. */
export const unitNames = ["rnn", "gru", "lstm"] as const;
export type UnitName = (typeof unitNames)[number];

/** How much is trained. */
export interface Effort {
  readonly hidden: number;
  /** Blocks of updates, after each of which the unit is judged. */
  readonly blocks: number;
  readonly updatesPerBlock: number;
  readonly sequencesPerUpdate: number;
  /** Sequences that trained units are measured on. */
  readonly measured: number;
}

export const addingEffort: Effort = {
  hidden: 32,
  blocks: 25,
  updatesPerBlock: 100,
  sequencesPerUpdate: 32,
  measured: 1000,
};
export const recallEffort: Effort = { ...addingEffort, blocks: 10 };
/** For short lags alone. */
export const quickEffort: Effort = {
  hidden: 32,
  blocks: 24,
  updatesPerBlock: 50,
  sequencesPerUpdate: 32,
  measured: 200,
};

export function unitLayer(name: UnitName, hidden: number): RecurrentLayerConfig {
  return name === "gru" ? { cell: "gru", hidden, reset: "after" } : { cell: name, hidden };
}

/**
 * The same for every unit but the rate: the plain RNN does worse at that of the gated ones. The gates start so that they
 * remember over the lag (chrono initialisation), which a unit without gates can not.
 */
export function unitTraining(name: UnitName, effort: Effort, lag: number, seed: number): TrainingOptions {
  return {
    ...defaultTrainingOptions,
    seed,
    epochs: effort.blocks,
    rate: name === "rnn" ? 0.001 : 0.01,
    schedule: { kind: "cosine", warmup: effort.updatesPerBlock / 2, floor: 0.01 },
    clipNorm: 1,
    labelSmoothing: 0,
    inputDropout: 0,
    outputDropout: 0,
    chrono: Math.max(2, lag),
  };
}
