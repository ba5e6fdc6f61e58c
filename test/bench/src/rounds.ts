import { type Distribution, distribution, type Samples } from "./distribution.ts";

/** Something to time: an operation that may be asynchronous. */
export interface Case {
  readonly name: string;
  /** Called with 0, 1, 2, … */
  call(t: number): void | Promise<void>;
  /** Operations that one call counts as; default 1. */
  readonly operations?: number;
  /** Least calls of a block: where calls differ, all of them once. Default 1. */
  readonly leastBlock?: number;
}

export interface Timing extends Distribution {
  readonly name: string;
}

/** How long and how often each case has its turn. */
export interface Effort {
  readonly rounds: number;
  /** Of the block of calls; half as long again for calls one by one. */
  readonly turnMilliseconds: number;
}

/** A case with what is known of it so far. */
interface Running extends Case {
  readonly samples: Samples;
  /** Calls of a block. */
  block: number;
  t: number;
}

/**
 * Gives every case its turn in every round, so that a machine that slows down slows all of them; the first round warms
 * up and is not counted.
 */
export async function inRounds(cases: readonly Case[], { rounds, turnMilliseconds }: Effort): Promise<Timing[]> {
  const running = cases.map(
    (one): Running => ({ ...one, samples: { blocks: [], calls: [] }, block: one.leastBlock ?? 1, t: 0 }),
  );
  for (const one of running) await block(one, turnMilliseconds);
  for (let round = 0; round < rounds; round++) {
    for (const one of running) {
      const { operations = 1, samples } = one;
      samples.blocks.push((await block(one, turnMilliseconds)) / operations);
      for (const microseconds of await singleCalls(one, turnMilliseconds / 2)) {
        samples.calls.push(microseconds / operations);
      }
    }
  }
  return running.map(({ name, samples }) => ({ name, ...distribution(samples) }));
}

/** Microseconds a call, of so many calls in a row that they take `milliseconds` or more. */
async function block(one: Running, milliseconds: number): Promise<number> {
  for (;;) {
    const before = performance.now();
    for (let i = 0; i < one.block; i++) {
      // Only what is asynchronous pays for waiting.
      const pending = one.call(one.t++);
      if (pending !== undefined) await pending;
    }
    const took = performance.now() - before;
    if (took >= milliseconds) return (took * 1000) / one.block;
    one.block *= 2;
  }
}

/** Microseconds of each of at most 100 calls. */
async function singleCalls(one: Running, milliseconds: number): Promise<number[]> {
  const samples: number[] = [];
  const end = performance.now() + milliseconds;
  for (let before = performance.now(); samples.length < 100 && before < end; before = performance.now()) {
    const pending = one.call(one.t++);
    if (pending !== undefined) await pending;
    samples.push((performance.now() - before) * 1000);
  }
  return samples;
}
