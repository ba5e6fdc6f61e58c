import { type AnyModelConfig, Random } from "@rivulet/engine";
import { createTrainable } from "./create-trainable.ts";
import type { ShardJob, ShardResult } from "./gradient-pool.ts";
import type { Trainable } from "./trainable.ts";

/** Computes shards, here or in a thread. */
export class ShardComputer {
  readonly #trainable: Trainable;

  constructor(config: AnyModelConfig) {
    this.#trainable = createTrainable(config);
  }

  /** Adds the shard's gradient to `gradient`. */
  compute({ seed, ...job }: ShardJob, parameters: Float32Array, gradient: Float32Array): ShardResult {
    const rows = new Map<number, number>();
    const touch = (offset: number, size: number) => rows.set(offset, size);
    const result = this.#trainable.gradient({ ...job, parameters, random: new Random(seed) }, gradient, touch);
    return { ...result, touched: Int32Array.from([...rows].flat()) };
  }
}
