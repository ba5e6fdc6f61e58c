import type { GradientPool, GradientPoolFactory } from "./gradient-pool.ts";
import { ShardComputer } from "./shard-computer.ts";

/** A pool without threads: the shards one after the other. */
export const localPool: GradientPoolFactory = (config, { parameters, gradients }): GradientPool => {
  const computer = new ShardComputer(config);
  return {
    compute: async (jobs) => jobs.map((job, shard) => computer.compute(job, parameters, gradients[shard])),
    close: async () => {},
  };
};
