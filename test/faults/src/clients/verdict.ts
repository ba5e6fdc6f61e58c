import type { Heard } from "./heard.ts";

/** How what a client heard differs from the uninterrupted run; all zero where it is the same to the bit. */
export interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  /** Tags that the uninterrupted run has not, or has in another order. */
  readonly differing: number;
}

export function compare(heard: Heard, expected: Heard): Verdict {
  if (heard.count === expected.count && heard.digest() === expected.digest())
    return { lost: 0, doubled: 0, differing: 0 };
  const left = new Map<number, number>();
  for (const tag of expected.fingerprints) left.set(tag, (left.get(tag) ?? 0) + 1);
  let doubled = 0;
  let foreign = 0;
  for (const tag of heard.fingerprints) {
    const rest = left.get(tag);
    if (rest === undefined) foreign++;
    else if (rest === 0) doubled++;
    else left.set(tag, rest - 1);
  }
  const lost = [...left.values()].reduce((sum, rest) => sum + rest, 0);
  // The same tags: then it is their order.
  const inAnotherPlace = heard.fingerprints.filter((tag, place) => tag !== expected.fingerprints[place]).length;
  return { lost, doubled, differing: lost + doubled + foreign > 0 ? foreign : Math.max(1, inAnotherPlace) };
}
