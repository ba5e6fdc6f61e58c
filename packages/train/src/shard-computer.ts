import { type ModelConfig, Random } from "@rivulet/engine";
import type { ShardJob, ShardResult } from "./gradient-pool.ts";
import { Network } from "./network/network.ts";
import { ParameterLayout } from "./parameters.ts";

/** Computes shards, here or in a thread. */
export class ShardComputer {
  readonly #network: Network;

  constructor(config: ModelConfig) {
    this.#network = new Network(config, new ParameterLayout(config));
  }

  /** Adds the shard's gradient to `gradient`. */
  compute({ sequences, options, seed }: ShardJob, parameters: Float32Array, gradient: Float32Array): ShardResult {
    const rows = new Map<number, number>();
    const touch = (offset: number, size: number) => rows.set(offset, size);
    const { heads } = this.#network.gradient(parameters, sequences, options, new Random(seed), gradient, touch);
    return { heads, touched: Int32Array.from([...rows].flat()) };
  }
}
