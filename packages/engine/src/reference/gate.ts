import { add, addOuterProduct, addTransposedProduct, type Matrix, product } from "./linear-algebra.ts";

/** The rows of one gate (or candidate): W_a on a⟨t-1⟩, W_x on x⟨t⟩ and b; or the gradients of these. */
export interface GateWeights {
  readonly Wa: Matrix;
  readonly Wx: Matrix;
  readonly b: Float64Array;
}

/** z = W_a a + W_x x + b, what a gate's activation is applied to. */
export function gateSum({ Wa, Wx, b }: GateWeights, a: Float64Array, x: Float64Array): Float64Array {
  const z = product(Wa, a);
  add(z, product(Wx, x));
  add(z, b);
  return z;
}

/** Adds what dz says to the gradients of the gate's weights, and to da and dx. */
export function gateSumBackward(
  gate: GateWeights,
  gradient: GateWeights,
  dz: Float64Array,
  { a, da, x, dx }: { a: Float64Array; da: Float64Array; x: Float64Array; dx: Float64Array },
): void {
  addOuterProduct(gradient.Wa, dz, a); //          dW_a += dz aᵀ
  addOuterProduct(gradient.Wx, dz, x); //          dW_x += dz xᵀ
  add(gradient.b, dz); //                          db   += dz
  addTransposedProduct(da, gate.Wa, dz); //        da   += W_aᵀ dz
  addTransposedProduct(dx, gate.Wx, dz); //        dx   += W_xᵀ dz
}
