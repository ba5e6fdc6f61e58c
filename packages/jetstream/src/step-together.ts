import type { Task } from "./task.ts";

/** Steps in one kernel call, and those after which the process looks at its sockets again. */
const BATCH = 64;
const STEPS_PER_TURN = 2_048;

/** One key's steps, in order. */
export interface StepQueue {
  readonly steps: readonly unknown[];
  accept(index: number, outputs: readonly unknown[]): void;
}

/** Takes all steps of all keys, those of different keys together. */
export async function stepTogether(task: Task, queues: readonly StepQueue[]): Promise<void> {
  let taken = 0;
  for (let round = 0, active = queues; active.length > 0; round++) {
    active = active.filter(({ steps }) => steps.length > round);
    for (let from = 0; from < active.length; from += BATCH) {
      const batch = active.slice(from, from + BATCH);
      const outputs = task.advance(batch.map(({ steps }) => steps[round]));
      for (const [index, queue] of batch.entries()) queue.accept(round, outputs[index]);
      taken += batch.length;
      if (taken < STEPS_PER_TURN) continue;
      taken = 0;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
