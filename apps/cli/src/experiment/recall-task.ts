import { argmax, Model, type Random, runSequence } from "@rivulet/engine";
import type { Sequence } from "@rivulet/train";
import type { Task } from "./task.ts";

const SYMBOLS = 8;
/** The id that asks for the symbol; those of the distractors follow. */
const CUE = SYMBOLS;
const SOLVED = 0.99;

/**
 * Delayed recall: one of 8 symbols, `lag` steps of distractors drawn from 8 others, a cue, and with it the first symbol is to
 * be said again (the noisy sequences with long time lags of Hochreiter and Schmidhuber 1997; a copy of one symbol).
 */
export function recallTask(lag: number): Task {
  return {
    lag,
    figure: "right",
    format: (value) => `${(100 * value).toFixed(1)} %`,
    config: (layer) => ({
      input: { kind: "one-hot", size: 2 * SYMBOLS + 1 },
      layers: [layer],
      heads: [{ name: "symbol", size: SYMBOLS, activation: "softmax" }],
    }),
    draw: (random) => drawRecall(random, lag),
    measure(config, weights, sequences) {
      const model = Model.create(config, weights);
      const hits = sequences.filter(({ steps, ids = new Int32Array(), targets: [target] }) => {
        const said = runSequence(model, [...ids])
          .logits()
          .subarray(-SYMBOLS);
        return argmax(said) === target?.[steps - 1];
      });
      const value = hits.length / sequences.length;
      return { value, solved: value >= SOLVED };
    },
  };
}

function drawRecall(random: Random, lag: number): Sequence {
  const steps = lag + 2;
  const ids = Int32Array.from({ length: steps }, () => CUE + 1 + random.below(SYMBOLS));
  ids[0] = random.below(SYMBOLS);
  ids[steps - 1] = CUE;
  const target = new Int32Array(steps).fill(-1);
  target[steps - 1] = ids[0];
  return { steps, ids, targets: [target] };
}
