import { Worker } from "node:worker_threads";
import type { GradientPoolFactory, ShardJob, ShardResult } from "@rivulet/train";
import { ShardComputer } from "@rivulet/train";
import type { ThreadReply, ThreadRequest, ThreadStart } from "./thread-messages.ts";

/**
 * Shard 0 is computed on this thread, each other shard on a thread of its own; parameters and
 * gradients lie in memory that all share. The bits are those of one thread.
 */
export const threadPool: GradientPoolFactory = (config, arrays) => {
  const here = new ShardComputer(config);
  const threads = arrays.gradients.slice(1).map((gradient) => {
    const workerData: ThreadStart = { config, parameters: arrays.parameters, gradient };
    return new Worker(new URL("./training-worker.js", import.meta.url), { workerData });
  });
  return {
    async compute(jobs) {
      const others = jobs.slice(1).map((job, i) => ask(threads[i], job));
      const first = here.compute(jobs[0], arrays.parameters, arrays.gradients[0]);
      return [first, ...(await Promise.all(others))];
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
};

function ask(thread: Worker, job: ShardJob): Promise<ShardResult> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      thread.off("message", onMessage);
      thread.off("error", onError);
    };
    const onMessage = (reply: ThreadReply) => {
      settle();
      resolve(reply);
    };
    const onError = (error: unknown) => {
      settle();
      reject(error);
    };
    thread.on("message", onMessage);
    thread.on("error", onError);
    thread.postMessage(job satisfies ThreadRequest);
  });
}
