import type { Sequence } from "../sequence.ts";

/**
 * The steps of a batch of sequences of unequal length, time by time: the longest sequences come first,
 * so that at each time the sequences that still run are the first `active[t]`. Step n = start[t] + job.
 */
export class StepGrid {
  /** The sequences, longest first. */
  readonly sequences: readonly Sequence[];
  /** Steps of the longest. */
  readonly times: number;
  /** Steps of all. */
  readonly steps: number;
  /** Sequences that have a step t; one entry more, 0, behind the last. */
  readonly active: readonly number[];
  /** First step of each time. */
  readonly start: readonly number[];
  /** By job: where the sequence stood among those given. */
  readonly order: readonly number[];

  constructor(sequences: readonly Sequence[]) {
    this.order = sequences.map((_, i) => i).sort((a, b) => sequences[b].steps - sequences[a].steps);
    this.sequences = this.order.map((i) => sequences[i]);
    this.times = this.sequences[0]?.steps ?? 0;
    const active: number[] = [];
    const start: number[] = [];
    let steps = 0;
    let running = this.sequences.length;
    for (let t = 0; t < this.times; t++) {
      while (running > 0 && this.sequences[running - 1].steps <= t) running--;
      active.push(running);
      start.push(steps);
      steps += running;
    }
    active.push(0);
    this.active = active;
    this.start = start;
    this.steps = steps;
  }

  /** Step n of a sequence's last step. */
  last(job: number): number {
    return this.start[this.sequences[job].steps - 1] + job;
  }

  /** Step n of a sequence's step t counted from its end. */
  mirror(job: number, t: number): number {
    return this.start[this.sequences[job].steps - 1 - t] + job;
  }

  /** Calls `visit` for each step n: step t of sequence `job`. */
  forEach(visit: (n: number, job: number, t: number) => void): void {
    for (let t = 0; t < this.times; t++) {
      for (let job = 0; job < this.active[t]; job++) visit(this.start[t] + job, job, t);
    }
  }
}
