import { expect, it } from "vitest";
import type { Activation, ModelConfig } from "../config.ts";
import { Model } from "../model.ts";
import { activationFunction } from "../reference/index.ts";

const activations: readonly Activation[] = [
  ...(["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear", "softsign", "softplus"] as const),
  { kind: "affine", alpha: -1.5, beta: 0.3 },
  { kind: "leaky-relu", alpha: -0.3 },
  { kind: "leaky-relu", alpha: 0.01 },
  { kind: "thresholded-relu", alpha: 1.01 },
  { kind: "thresholded-relu", alpha: -2.01 },
  { kind: "scaled-tanh", alpha: 1.7159, beta: 0.667 },
  { kind: "hard-sigmoid", alpha: 0.7, beta: -0.1 },
  { kind: "elu", alpha: 1 },
  { kind: "elu", alpha: -0.5 },
];

/** From −120, where e^z is far below single precision, to 120, finer around 0. */
const points = Float32Array.from({ length: 4001 }, (_, i) => 120 * ((i - 2000) / 2000) ** 3);

/** activation(z) of each point by the kernels: a dense layer whose weights are the points, on x = 1. */
function activated(activation: Activation): Float32Array {
  const width = points.length;
  const config: ModelConfig = {
    input: { kind: "dense", size: 1 },
    layers: [{ cell: "dense", hidden: width, activation }],
    heads: [],
  };
  const weights = {
    "layers.0.weight": { shape: [width, 1], data: points },
    "layers.0.bias": { shape: [width], data: new Float32Array(width) },
  };
  const session = Model.create(config, weights).createSession();
  session.step(Float32Array.of(1));
  return session.hidden();
}

it.each(activations.map((activation) => [JSON.stringify(activation), activation] as const))(
  "%s is within 1e-6 of the mathematics, relatively where it is large",
  (_, activation) => {
    const { value } = activationFunction(activation);
    const came = activated(activation);
    points.forEach((z, i) => {
      const expected = value(z);
      const error = Math.abs(came[i] - expected) / Math.max(1, Math.abs(expected));
      expect(error, `at ${z}`).toBeLessThanOrEqual(1e-6);
    });
  },
);

it("stays finite at the ends of single precision", () => {
  const config: ModelConfig = {
    input: { kind: "dense", size: 1 },
    layers: (["softplus", "softsign", { kind: "elu", alpha: 2 }] as const).map((activation) => ({
      cell: "dense",
      hidden: 1,
      activation,
    })),
    heads: [],
  };
  const one = { shape: [1, 1], data: Float32Array.of(1) };
  const zero = { shape: [1], data: Float32Array.of(0) };
  const weights = Object.fromEntries(
    config.layers.flatMap((_, l) => [
      [`layers.${l}.weight`, one],
      [`layers.${l}.bias`, zero],
    ]),
  );
  const session = Model.create(config, weights).createSession();
  for (const x of [3e38, -3e38, 1e-45]) {
    session.step(Float32Array.of(x));
    expect(session.hidden().every(Number.isFinite), `${x}`).toBe(true);
  }
});
