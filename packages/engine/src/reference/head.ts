import type { HeadConfig } from "../config.ts";
import { add, addOuterProduct, addTransposedProduct, type Matrix, product } from "./linear-algebra.ts";

/** W_ya and b_y of one head, or the gradients of these. */
export interface HeadWeights {
  readonly W: Matrix;
  readonly b: Float64Array;
}

/** z⟨t⟩ = W_ya a⟨t⟩ + b_y: the logits. */
export function headLogits({ W, b }: HeadWeights, a: Float64Array): Float64Array {
  const z = product(W, a);
  add(z, b);
  return z;
}

/** Adds what dz⟨t⟩ says to the gradients of the head's weights and to da⟨t⟩. */
export function headLogitsBackward(
  head: HeadWeights,
  gradient: HeadWeights,
  dz: Float64Array,
  { a, da }: { a: Float64Array; da: Float64Array },
): void {
  addOuterProduct(gradient.W, dz, a);
  add(gradient.b, dz);
  addTransposedProduct(da, head.W, dz);
}

/** ŷ⟨t⟩ = activation(z⟨t⟩) */
export function headProbabilities(activation: HeadConfig["activation"], z: Float64Array): Float64Array {
  if (activation === "none") return z.slice();
  if (activation === "sigmoid") return z.map((logit) => 1 / (1 + Math.exp(-logit)));
  const largest = z.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = z.map((logit) => Math.exp(logit - largest)); // e^(z − max z): the same quotients, no overflow
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** dz⟨t⟩ from dŷ⟨t⟩ */
export function headProbabilitiesBackward(
  activation: HeadConfig["activation"],
  y: Float64Array,
  dy: Float64Array,
): Float64Array {
  if (activation === "none") return dy.slice();
  if (activation === "sigmoid") return dy.map((d, k) => d * y[k] * (1 - y[k]));
  const mean = y.reduce((sum, yk, k) => sum + yk * dy[k], 0); // Σ ŷ_k dŷ_k
  return dy.map((d, k) => y[k] * (d - mean));
}
