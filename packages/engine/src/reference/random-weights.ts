import type { AnyModelConfig } from "../encoder-decoder/encoder-decoder-config.ts";
import { anyWeightShapes } from "../encoder-decoder/encoder-decoder-weights.ts";
import type { Weights } from "../tensors.ts";

/** Numbers from [0, 1), the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Weights for tests: uniform in ±scale / √(length of a row). */
export function randomWeights(config: AnyModelConfig, random: () => number, scale = 1): Weights {
  return Object.fromEntries(
    [...anyWeightShapes(config)].map(([name, shape]) => {
      const bound = scale / Math.sqrt(shape[shape.length - 1]);
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => bound * (2 * random() - 1)) }];
    }),
  );
}
