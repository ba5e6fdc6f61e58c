import type { Activation } from "../config.ts";

/** y = value(z) and dy/dz = derivative(z); at a kink the derivative is that of the flat side. */
export interface ActivationFunction {
  readonly value: (z: number) => number;
  readonly derivative: (z: number) => number;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** clip(slope·z + 0.5, 0, 1) */
function hardSigmoid(slope: number): ActivationFunction {
  return {
    value: (z) => Math.min(1, Math.max(0, slope * z + 0.5)),
    derivative: (z) => (Math.abs(slope * z) < 0.5 ? slope : 0),
  };
}

/** Every activation of a cell with its derivative. */
export const activations: Readonly<Record<Activation, ActivationFunction>> = {
  tanh: { value: Math.tanh, derivative: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { value: (z) => Math.max(0, z), derivative: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * sigmoid(-z) },
  "hard-sigmoid": hardSigmoid(0.2),
  "hard-sigmoid-6": hardSigmoid(1 / 6),
  linear: { value: (z) => z, derivative: () => 1 },
};

/** y = g(z), element by element. */
export function activate(g: ActivationFunction, z: Float64Array): Float64Array {
  return z.map(g.value);
}

/** dz = g′(z) ∗ dy */
export function activateBackward(g: ActivationFunction, z: Float64Array, dy: Float64Array): Float64Array {
  return dy.map((d, i) => d * g.derivative(z[i]));
}
