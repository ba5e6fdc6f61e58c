import type { ModelConfig } from "@rivulet/engine";
import type { PassOptions } from "./network/network.ts";
import type { Sequence } from "./sequence.ts";

/** What one shard of a batch asks for. Plain data: it travels to threads. */
export interface ShardJob {
  readonly sequences: readonly Sequence[];
  readonly options: PassOptions;
  /** Seed of the shard's dropout. */
  readonly seed: number;
}

/** What a shard came to, beside the gradient in its buffer. */
export interface ShardResult {
  /** Sums over the heads' targets, head by head. */
  readonly heads: readonly { readonly loss: number; readonly targets: number; readonly correct: number }[];
  /** Offset and length, in turn, of the embedding rows with a gradient. */
  readonly touched: Int32Array;
}

/** Memory that a trainer and its threads share where the platform can. */
export interface SharedArrays {
  readonly parameters: Float32Array;
  /** One gradient a shard, zeros between batches. */
  readonly gradients: readonly Float32Array[];
}

/** Computes the gradients of the shards of a batch, in any order, each into its own buffer. */
export interface GradientPool {
  compute(jobs: readonly ShardJob[]): Promise<readonly ShardResult[]>;
  close(): Promise<void>;
}

/** Makes the pool of a training; the default computes the shards one after the other. */
export type GradientPoolFactory = (config: ModelConfig, arrays: SharedArrays) => GradientPool;
