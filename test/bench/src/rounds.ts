import { distribution } from "./distribution.ts";
import type { Timing } from "./suite.ts";

/** Something to time. */
export interface Case {
  readonly case: string;
  /** Operations of one turn, timed one by one or all together: adds microseconds an operation to `samples`. */
  turn(samples: number[]): void;
}

/**
 * Gives every case its turn in every round, so that a machine that slows down slows all of them; the
 * first round warms up and is not counted.
 */
export function inRounds(cases: readonly Case[], rounds: number): Timing[] {
  const samples = cases.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    cases.forEach((one, i) => {
      if (round === 1) samples[i].length = 0;
      one.turn(samples[i]);
    });
  }
  return cases.map((one, i) => ({ case: one.case, ...distribution(samples[i]) }));
}

/** Times every call by itself: for latencies of a microsecond and more, with their tail. */
export function eachCall(name: string, calls: number, call: (i: number) => void): Case {
  return {
    case: name,
    turn(samples) {
      let before = performance.now();
      for (let i = 0; i < calls; i++) {
        call(i);
        const after = performance.now();
        samples.push((after - before) * 1000);
        before = after;
      }
    },
  };
}

/** Times so many calls together that a turn takes `milliseconds` or more: one sample a turn, for short operations. */
export function manyCalls(name: string, milliseconds: number, call: () => void): Case {
  let calls = 1;
  return {
    case: name,
    turn(samples) {
      for (;;) {
        const before = performance.now();
        for (let i = 0; i < calls; i++) call();
        const took = performance.now() - before;
        if (took >= milliseconds) {
          samples.push((took * 1000) / calls);
          return;
        }
        calls *= 2;
      }
    },
  };
}
