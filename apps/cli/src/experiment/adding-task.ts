import { Model, type Random, runSequence } from "@rivulet/engine";
import type { Sequence } from "@rivulet/train";
import type { Task } from "./task.ts";

/** Hochreiter and Schmidhuber's bound of the error, 0.04, is above this mean of its square. */
const SOLVED = 0.01;

/**
 * The adding problem (Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015): of `lag` numbers from
 * 0 to 1 two are marked, one in each half; their sum is asked for at the end. Always to say 1 has a mean squared error of 1/6.
 */
export function addingTask(lag: number): Task {
  return {
    lag,
    figure: "mean squared error",
    format: (value) => value.toPrecision(3),
    config: (layer) => ({
      shape: "many-to-one",
      input: { kind: "dense", size: 2 },
      layers: [layer],
      heads: [{ name: "sum", size: 1, activation: "none" }],
    }),
    draw: (random) => drawAdding(random, lag),
    measure(config, weights, sequences) {
      const model = Model.create(config, weights);
      const errors = sequences.map(({ steps, dense = new Float32Array(), targets: [target] }) => {
        const inputs = Array.from({ length: steps }, (_, t) => dense.subarray(2 * t, 2 * t + 2));
        return runSequence(model, inputs).logits()[0] - (target?.[0] ?? 0);
      });
      const value = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
      return { value, solved: value < SOLVED };
    },
  };
}

function drawAdding(random: Random, steps: number): Sequence {
  const half = Math.floor(steps / 2);
  const marked = [random.below(half), half + random.below(steps - half)];
  const dense = new Float32Array(2 * steps);
  for (let t = 0; t < steps; t++) dense[2 * t] = random.next();
  for (const t of marked) dense[2 * t + 1] = 1;
  return { steps, dense, targets: [Float32Array.of(marked.reduce((sum, t) => sum + dense[2 * t], 0))] };
}
