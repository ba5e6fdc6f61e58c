import { advanceMany, type Tag, type TaggerEvent } from "@rivulet/live";

/** Steps in one kernel call, and those after which the process looks at its sockets again. */
const BATCH = 64;
const STEPS_PER_TURN = 2_048;

/** One stream's steps, in order. */
export interface StepQueue {
  readonly events: readonly TaggerEvent[];
  accept(index: number, tags: readonly Tag[]): void;
}

/** Takes all steps of all streams, those of different streams together. The streams are of distinct taggers of one model. */
export async function stepTogether(queues: readonly StepQueue[]): Promise<void> {
  let steps = 0;
  for (let round = 0, active = queues; active.length > 0; round++) {
    active = active.filter(({ events }) => events.length > round);
    for (let from = 0; from < active.length; from += BATCH) {
      const batch = active.slice(from, from + BATCH);
      const tags = advanceMany(batch.map(({ events }) => events[round]));
      for (const [index, queue] of batch.entries()) queue.accept(round, tags[index]);
      steps += batch.length;
      if (steps < STEPS_PER_TURN) continue;
      steps = 0;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
