import { type LayerConfig, Model, type ModelConfig, Random, type Weights } from "@rivulet/engine";
import type { Sequence } from "../src/sequence.ts";
import type { BatchSource, Evaluation } from "../src/trainer.ts";
import { defaultTrainingOptions, type TrainingOptions } from "../src/training-options.ts";

const TOKENS = 4;
const BATCHES = 8;

/** A task that only memory can solve: the class of a token is the token before it. Heads at delays 0 and 1. */
export function echoConfig(layer: LayerConfig): ModelConfig {
  return {
    input: { kind: "embedding", tables: [{ name: "token", rows: TOKENS, size: 6 }] },
    layers: [layer],
    heads: [0, 1].map((delay) => ({ name: `delay${delay}`, size: TOKENS, activation: "softmax" as const, delay })),
  };
}

/** A sequence of ids with classes. */
interface EchoSequence extends Sequence {
  readonly ids: Int32Array;
  readonly targets: readonly Int32Array[];
}

export function echoSequence(steps: number, random: Random): EchoSequence {
  const ids = Int32Array.from({ length: steps }, () => random.below(TOKENS));
  return { steps, ids, targets: [1, 2].map((back) => ids.map((_, t) => ids[t - back] ?? -1)) };
}

/** The same batches for the same epoch, of sequences of unequal length. */
export const echoBatches: BatchSource = {
  batches(epoch) {
    const random = new Random(1000 + epoch);
    return Array.from({ length: BATCHES }, () =>
      Array.from({ length: 8 }, () => echoSequence(6 + random.below(10), random)),
    );
  },
};

export const echoOptions: TrainingOptions = {
  ...defaultTrainingOptions,
  epochs: 4,
  rate: 0.03,
  schedule: { kind: "cosine", warmup: 4, floor: 0.01 },
  labelSmoothing: 0.02,
  inputDropout: 0,
  outputDropout: 0,
};

/** Accuracy on new sequences of the engine's own model, which shares no code with the training passes. */
export function evaluateEcho(config: ModelConfig): (weights: Weights) => Evaluation {
  return (weights) => {
    const session = Model.create(config, weights).createSession();
    const random = new Random(77);
    const right = [0, 0];
    const seen = [0, 0];
    for (let i = 0; i < 20; i++) {
      const { steps, ids, targets } = echoSequence(12, random);
      session.reset();
      for (let t = 0; t < steps; t++) {
        session.step(ids.subarray(t, t + 1));
        targets.forEach((classes, h) => {
          if (classes[t] < 0) return;
          const logits = session.logits(h);
          seen[h]++;
          if (logits.indexOf(Math.max(...logits)) === classes[t]) right[h]++;
        });
      }
    }
    session.dispose();
    const figures = { "delay 0": right[0] / seen[0], "delay 1": right[1] / seen[1] };
    return { score: (figures["delay 0"] + figures["delay 1"]) / 2, figures };
  };
}
