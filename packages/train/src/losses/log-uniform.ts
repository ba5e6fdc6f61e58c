import type { Random } from "@rivulet/engine";

/** Classes drawn for a batch. */
export interface ClassSample {
  /** The classes, each once, rising. */
  readonly classes: Int32Array;
  /** ln Q(c): how often a class was to be expected among them. */
  logExpected(c: number): number;
}

/**
 * `count` different classes of `size`, class c with p(c) = ln((c + 2) / (c + 1)) / ln(size + 1): about as often as the
 * words of a language come where classes stand in the order of their frequency (Zipf). Drawn until `count` are
 * different, so that class c was to be expected Q(c) = 1 − (1 − p(c))^draws times.
 */
export function sampleLogUniform(size: number, count: number, random: Random): ClassSample {
  const range = Math.log(size + 1);
  const seen = new Set<number>();
  let draws = 0;
  while (seen.size < count) {
    draws++;
    seen.add(Math.min(size - 1, Math.floor(Math.exp(random.next() * range)) - 1));
  }
  return {
    classes: Int32Array.from(seen).sort(),
    logExpected(c) {
      const p = Math.log((c + 2) / (c + 1)) / range;
      return Math.log(-Math.expm1(draws * Math.log1p(-p)));
    },
  };
}
