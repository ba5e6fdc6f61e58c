import type { QueuedMessage } from "./message-queue.ts";

/** A token, or the end of a sentence. */
export type Step = string | null;

/** A message at work: the steps it asks for, given out one by one. */
export class SessionTask {
  readonly queued: QueuedMessage;
  readonly #steps: readonly Step[];
  readonly #stepsPerEnd: number;
  #position = 0;
  #endSteps = 0;

  /** `stepsPerEnd`: how many end steps make one end of a sentence. */
  constructor(queued: QueuedMessage, steps: readonly Step[], stepsPerEnd: number) {
    this.queued = queued;
    this.#steps = steps;
    this.#stepsPerEnd = stepsPerEnd;
  }

  get seq(): number {
    return this.queued.message.seq;
  }

  get done(): boolean {
    return this.#position === this.#steps.length;
  }

  /** The next token, or null for one end step; only while not done. */
  take(): Step {
    const step = this.#steps[this.#position];
    if (step !== null || ++this.#endSteps >= this.#stepsPerEnd) {
      this.#position++;
      this.#endSteps = 0;
    }
    return step;
  }
}
