// A training thread (see train/thread-pool.ts): computes the gradient of one shard of each batch.

import { parentPort, workerData } from "node:worker_threads";
import { ShardComputer } from "@rivulet/train";
import type { ThreadReply, ThreadRequest, ThreadStart } from "./train/thread-messages.ts";

const { config, parameters, gradient } = workerData as ThreadStart;
const computer = new ShardComputer(config);
parentPort?.on("message", (job: ThreadRequest) => {
  parentPort?.postMessage(computer.compute(job, parameters, gradient) satisfies ThreadReply);
});
