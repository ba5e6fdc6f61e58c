import { type ModelConfig, Random, type Weights } from "@rivulet/engine";
import { randomWeights } from "../random-weights.ts";
import { type LayerCase, layerConfig } from "./layer.ts";

/** Words of the vocabulary. */
const ROWS = 1000;
/** Calls whose inputs differ; then they come again. */
const CALLS = 32;

/** One layer with its weights, and inputs for every call, the same for all engines. */
export interface LayerSubject extends LayerCase {
  /** The layer by itself, on dense input. */
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** What tokens stand for, one vector [H] a row: token engines get the number, dense engines the vector. */
  readonly vocabulary: readonly Float32Array[];
  /** The vocabulary as one tensor [rows, H]. */
  readonly embeddings: Float32Array;
  /** The token of session b at step s of call t. */
  token(t: number, s: number, b: number): number;
}

export function layerSubject(layerCase: LayerCase): LayerSubject {
  const { cell, hidden, batch, steps } = layerCase;
  const config: ModelConfig = {
    input: { kind: "dense", size: hidden },
    layers: [layerConfig(cell, hidden)],
    // A model has a head; one of one number costs as good as nothing.
    heads: [{ name: "value", size: 1, activation: "none" }],
  };
  const random = new Random(2);
  const embeddings = Float32Array.from({ length: ROWS * hidden }, () => 2 * random.next() - 1);
  const tokens = Int32Array.from({ length: CALLS * steps * batch }, () => random.below(ROWS));
  return {
    ...layerCase,
    config,
    weights: randomWeights(config),
    embeddings,
    vocabulary: Array.from({ length: ROWS }, (_, row) => embeddings.subarray(row * hidden, (row + 1) * hidden)),
    token: (t, s, b) => tokens[((t % CALLS) * steps + s) * batch + b],
  };
}

/** Writes the x⟨t⟩ of call t, [steps, batch, H]. */
export function writeDense(subject: LayerSubject, t: number, into: Float32Array): void {
  const { steps, batch, hidden, vocabulary } = subject;
  for (let s = 0; s < steps; s++) {
    for (let b = 0; b < batch; b++) into.set(vocabulary[subject.token(t, s, b)], (s * batch + b) * hidden);
  }
}
