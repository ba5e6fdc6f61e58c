import { Random } from "@rivulet/engine";
import type { Tfjs, TfLayer, TfModel, TfTensor } from "./tfjs.ts";

/** A random model in TensorFlow.js with one random sequence. */
export interface RandomModel {
  readonly model: TfModel;
  readonly input: TfTensor;
  /** The same sequence, a step each. */
  readonly steps: readonly (number | Float32Array)[];
}

const activations = ["tanh", "sigmoid", "relu", "linear", "hardSigmoid", "softsign", "softplus", "elu"];
const gateActivations = ["sigmoid", "hardSigmoid"];
const merges = ["concat", "sum", "mul", "ave"];
const words = 7;

/** Chains of what `importKeras` knows, each choice by the seed. */
export function randomModel(tf: Tfjs, seed: number): RandomModel {
  const random = new Random(seed);
  const below = (count: number): number => random.below(count);
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const number = (): number => 1.6 * random.next() - 0.8;
  const steps = 1 + below(6);
  const isMany = below(2) === 0;
  const ids = below(2) === 0;
  const size = 1 + below(4);

  const recurrent = (options: Readonly<Record<string, unknown>>): TfLayer => {
    const cell = oneOf(["simpleRNN", "gru", "lstm"] as const);
    return tf.layers[cell]({
      units: 1 + below(4),
      activation: oneOf(activations),
      useBias: below(4) > 0,
      trainable: below(4) > 0,
      recurrentInitializer: "glorotUniform", // the default one wants what only the whole of TensorFlow.js has
      ...(cell !== "simpleRNN" && { recurrentActivation: oneOf(gateActivations) }),
      ...options,
    });
  };
  const recurrentLayer = (returnSequences: boolean): TfLayer => {
    const isBoth = below(2) === 0;
    const layer = recurrent({ returnSequences, goBackwards: below(2) === 0 });
    return isBoth ? tf.layers.bidirectional({ layer, mergeMode: oneOf(merges) }) : layer;
  };
  const dense = (activation: string): TfLayer => {
    const layer = tf.layers.dense({ units: 1 + below(4), activation, useBias: below(4) > 0 });
    return isMany && below(2) === 0 ? tf.layers.timeDistributed({ layer }) : layer;
  };

  const layers: TfLayer[] = ids ? [tf.layers.embedding({ inputDim: words, outputDim: size })] : [];
  const count = 1 + below(3);
  for (let l = 0; l < count; l++) layers.push(recurrentLayer(isMany || l < count - 1));
  if (isMany && below(6) === 0) {
    const layer = recurrent({ returnSequences: below(2) === 0, goBackwards: below(2) === 0 });
    layers.push(tf.layers.bidirectional({ layer, mergeMode: null })); // gives two outputs: nothing can follow
  } else {
    if (below(2) === 0) layers.push(tf.layers.dropout({ rate: 0.5 }));
    if (below(2) === 0) layers.push(dense(oneOf(activations)));
    if (below(3) === 0) layers.push(tf.layers.activation({ activation: oneOf(activations) }));
    if (below(3) > 0) layers.push(dense(oneOf(["softmax", "sigmoid", "linear"])));
  }

  const start = tf.input({ shape: ids ? [null] : [null, size] });
  const model = tf.model({ inputs: start, outputs: layers.reduce((below, layer) => layer.apply(below), start) });
  const shapes = model.getWeights().map(({ shape }) => shape);
  model.setWeights(shapes.map((shape) => tf.tensor(Float32Array.from({ length: product(shape) }, number), shape)));
  if (ids) {
    const sequence = Int32Array.from({ length: steps }, () => below(words));
    return { model, input: tf.tensor(sequence, [1, steps], "int32"), steps: [...sequence] };
  }
  const sequence = Array.from({ length: steps }, () => Float32Array.from({ length: size }, number));
  const values = Float32Array.from(sequence.flatMap((x) => [...x]));
  return { model, input: tf.tensor(values, [1, steps, size]), steps: sequence };
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
