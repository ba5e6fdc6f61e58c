import type { Activation, ParametricActivation, PlainActivation } from "../config.ts";

/** y = value(z) and dy/dz = derivative(z); at a kink the derivative is that of the flat side. */
export interface ActivationFunction {
  readonly value: (z: number) => number;
  readonly derivative: (z: number) => number;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** alpha·tanh(beta·z) */
function scaledTanh(alpha: number, beta: number): ActivationFunction {
  return {
    value: (z) => alpha * Math.tanh(beta * z),
    derivative: (z) => alpha * beta * (1 - Math.tanh(beta * z) ** 2),
  };
}

/** clip(alpha·z + beta, 0, 1) */
function hardSigmoid(alpha: number, beta: number): ActivationFunction {
  return {
    value: (z) => Math.min(1, Math.max(0, alpha * z + beta)),
    derivative: (z) => (alpha * z + beta > 0 && alpha * z + beta < 1 ? alpha : 0),
  };
}

/** Those without parameters. */
export const activations: Readonly<Record<PlainActivation, ActivationFunction>> = {
  tanh: scaledTanh(1, 1),
  relu: { value: (z) => Math.max(0, z), derivative: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * sigmoid(-z) },
  "hard-sigmoid": hardSigmoid(0.2, 0.5),
  "hard-sigmoid-6": hardSigmoid(1 / 6, 0.5),
  linear: { value: (z) => z, derivative: () => 1 },
  softsign: { value: (z) => z / (1 + Math.abs(z)), derivative: (z) => (1 + Math.abs(z)) ** -2 },
  softplus: { value: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))), derivative: sigmoid },
};

function parametric(activation: ParametricActivation): ActivationFunction {
  const { kind, alpha } = activation;
  switch (kind) {
    case "affine":
      return { value: (z) => alpha * z + activation.beta, derivative: () => alpha };
    case "leaky-relu":
      return { value: (z) => (z >= 0 ? z : alpha * z), derivative: (z) => (z > 0 ? 1 : alpha) };
    case "thresholded-relu":
      return { value: (z) => (z > alpha ? z : 0), derivative: (z) => (z > alpha ? 1 : 0) };
    case "scaled-tanh":
      return scaledTanh(alpha, activation.beta);
    case "hard-sigmoid":
      return hardSigmoid(alpha, activation.beta);
    case "elu":
      return {
        value: (z) => (z >= 0 ? z : alpha * Math.expm1(z)),
        derivative: (z) => (z > 0 ? 1 : alpha * Math.exp(z)),
      };
  }
}

/** The activation and its derivative, with z held to ±clip before it. */
export function activationFunction(activation: Activation, clip = Number.POSITIVE_INFINITY): ActivationFunction {
  const { value, derivative } = typeof activation === "string" ? activations[activation] : parametric(activation);
  return {
    value: (z) => value(Math.min(clip, Math.max(-clip, z))),
    derivative: (z) => (Math.abs(z) < clip ? derivative(z) : 0),
  };
}

/** y = g(z), element by element. */
export function activate(g: ActivationFunction, z: Float64Array): Float64Array {
  return z.map(g.value);
}

/** dz = g′(z) ∗ dy */
export function activateBackward(g: ActivationFunction, z: Float64Array, dy: Float64Array): Float64Array {
  return dy.map((d, i) => d * g.derivative(z[i]));
}
