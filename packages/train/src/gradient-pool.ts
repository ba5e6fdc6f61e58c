import type { AnyModelConfig } from "@rivulet/engine";
import type { HeadLoss } from "./losses/loss.ts";
import type { StreamState } from "./network/carried-states.ts";
import type { PassOptions } from "./network/network.ts";
import type { Sequence } from "./sequence.ts";

/** What one shard of a batch asks for. Plain data: it travels to threads. */
export interface ShardJob {
  readonly sequences: readonly Sequence[];
  /** What each sequence starts from, where they go on. */
  readonly states?: readonly StreamState[];
  /** Whether the states that they end in are asked for. */
  readonly carry: boolean;
  readonly options: PassOptions;
  /** Seed of the shard's dropout and samples. */
  readonly seed: number;
}

/** What a shard came to, beside the gradient in its buffer. */
export interface ShardResult {
  /** Sums over the heads' targets, head by head. */
  readonly heads: readonly Readonly<HeadLoss>[];
  /** Offset and length, in turn, of the rows with a gradient, of tensors where not all rows have one. */
  readonly touched: Int32Array;
  /** What each sequence ends in, where asked for. */
  readonly states: readonly StreamState[];
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
export type GradientPoolFactory = (config: AnyModelConfig, arrays: SharedArrays) => GradientPool;
