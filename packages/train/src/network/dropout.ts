import type { Random } from "@rivulet/engine";

/**
 * One mask for each sequence, the same at every step (Gal and Ghahramani 2016): 0 with `probability`,
 * else 1/(1 − probability) so that expectations stay. None where the probability is 0.
 */
export function dropoutMasks(
  probability: number,
  sequences: number,
  size: number,
  random: Random,
): Float32Array[] | undefined {
  if (probability === 0) return undefined;
  const keep = 1 / (1 - probability);
  return Array.from({ length: sequences }, () =>
    Float32Array.from({ length: size }, () => (random.next() < probability ? 0 : keep)),
  );
}
