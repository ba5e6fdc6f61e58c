import { type LayerConfig, Model, type ModelConfig, type Tensor, type Weights } from "@rivulet/engine";
import { referenceForward } from "@rivulet/engine/reference";
import { type ConvertedLayer, convertLayer, type Framework } from "@rivulet/formats";

/** A model without a task: converted layers under one linear head that shows the top layer's a⟨t⟩. */
export interface Network {
  readonly config: ModelConfig;
  readonly weights: Weights;
}

export function network(layers: readonly ConvertedLayer[]): Network {
  const top = layers[layers.length - 1].config.hidden;
  const identity = Float32Array.from({ length: top * top }, (_, i) => (i % (top + 1) === 0 ? 1 : 0));
  const weights: Record<string, Tensor> = {
    "heads.0.weight": { shape: [top, top], data: identity },
    "heads.0.bias": { shape: [top], data: new Float32Array(top) },
  };
  layers.forEach(({ tensors }, l) => {
    for (const [name, tensor] of Object.entries(tensors)) weights[`layers.${l}.${name}`] = tensor;
  });
  const config: ModelConfig = {
    input: { kind: "dense", size: layers[0].tensors.weightIh.shape[1] },
    layers: layers.map((layer): LayerConfig => layer.config),
    heads: [{ name: "top", size: top, activation: "none" }],
  };
  return { config, weights };
}

/** A dense layer g(W x + b) as a vanilla layer that remembers nothing: W_aa = 0. */
export function denseLayer(
  framework: Framework,
  { kernel, bias, activation }: { kernel: Float32Array; bias: Float32Array; activation: string },
): ConvertedLayer {
  const hidden = bias.length;
  const recurrentKernel = new Float32Array(hidden * hidden);
  return convertLayer(framework, { cell: "rnn", hidden, kernel, recurrentKernel, bias, activation });
}

/** What runs a network over a sequence; gives the top layer's a⟨t⟩ of every step. */
export type Runner = (network: Network, inputs: readonly Float32Array[]) => number[][];

export const runners: readonly (readonly [name: string, run: Runner])[] = [
  [
    "float64 reference",
    ({ config, weights }, inputs) => referenceForward(config, weights, inputs).steps.map((step) => [...step.logits[0]]),
  ],
  [
    "engine",
    ({ config, weights }, inputs) => {
      const session = Model.create(config, weights).createSession();
      return inputs.map((input) => {
        session.step(input);
        return [...session.logits()];
      });
    },
  ],
];

/** The largest difference of two sequences of vectors. */
export function largestError(came: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  if (came.length !== expected.length) return Number.POSITIVE_INFINITY;
  const errors = came.flatMap((vector, t) =>
    vector.length === expected[t].length
      ? vector.map((value, i) => Math.abs(value - expected[t][i]))
      : [Number.POSITIVE_INFINITY],
  );
  return Math.max(...errors);
}
