import type { DenseLayer } from "../config.ts";
import { activate, activateBackward, activationFunction } from "./activations.ts";
import { add, addOuterProduct, addTransposedProduct, type Matrix, product } from "./linear-algebra.ts";
import { type DoubleTensors, matrixOf } from "./tensors.ts";

/** W and b of a dense layer, or the gradients of these. */
export interface DenseWeights {
  readonly W: Matrix;
  readonly b: Float64Array;
}

/** One step forward, which remembers what it needs to go back. */
export interface DenseStep {
  readonly output: Float64Array;
  /** From da⟨t⟩ to dx⟨t⟩; the gradients of the weights are added to `gradients`. */
  backward(dOutput: Float64Array, gradients: DenseWeights): Float64Array;
}

/** A vertical layer without recurrence. */
export function dense(layer: DenseLayer, { W, b }: DenseWeights, x: Float64Array): DenseStep {
  const g = activationFunction(layer.activation ?? "tanh");

  const z = product(W, x); //                           z⟨t⟩ = W x⟨t⟩ + b
  add(z, b);
  const output = activate(g, z); //                     a⟨t⟩ = g(z⟨t⟩)

  return {
    output,
    backward(dOutput, gradients) {
      const dx = new Float64Array(x.length);
      const dz = activateBackward(g, z, dOutput); //    dz⟨t⟩ = g′(z⟨t⟩) ∗ da⟨t⟩
      addOuterProduct(gradients.W, dz, x);
      add(gradients.b, dz);
      addTransposedProduct(dx, W, dz);
      return dx;
    },
  };
}

/** The tensors of the dense layer at `path`; views. */
export function denseWeights(tensors: DoubleTensors, path: string): DenseWeights {
  return { W: matrixOf(tensors[`${path}.weight`]), b: tensors[`${path}.bias`].data };
}
