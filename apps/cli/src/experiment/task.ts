import type { ModelConfig, Random, RecurrentLayerConfig, Weights } from "@rivulet/engine";
import type { Sequence } from "@rivulet/train";

/** What a trained unit came to on sequences that it has not seen. */
export interface Measured {
  readonly value: number;
  readonly solved: boolean;
}

/** A task whose answer depends on what was `lag` steps ago. */
export interface Task {
  readonly lag: number;
  /** What `value` of a measurement is, for people. */
  readonly figure: string;
  format(value: number): string;
  config(layer: RecurrentLayerConfig): ModelConfig;
  draw(random: Random): Sequence;
  measure(config: ModelConfig, weights: Weights, sequences: readonly Sequence[]): Measured;
}
