import { type ModelConfig, Random, type Weights, weightShapes } from "@rivulet/engine";

/** Weights of a usual size for a model that nobody trained: the time of a step does not depend on them. */
export function randomWeights(config: ModelConfig): Weights {
  const random = new Random(1);
  return Object.fromEntries(
    [...weightShapes(config)].map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const bound = 1 / Math.sqrt(shape[shape.length - 1]);
      return [name, { shape, data: Float32Array.from({ length }, () => bound * (2 * random.next() - 1)) }];
    }),
  );
}
