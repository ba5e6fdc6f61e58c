import type { GruLayer } from "../config.ts";
import { activate, activateBackward, activationFunction } from "./activations.ts";
import { type Cell, type LayerWeights, noCell } from "./cell.ts";
import { gateSum, gateSumBackward } from "./gate.ts";
import { add, addElementwiseProduct, addOuterProduct, addTransposedProduct, product } from "./linear-algebra.ts";

/** The full GRU, with the reset gate before or after the product; a⟨t⟩ = c⟨t⟩. */
export const gru: Cell<GruLayer> = (layer, weights, x, { hidden: c }) => {
  const g = activationFunction(layer.activation ?? "tanh", layer.clip);
  const σ = activationFunction(layer.gateActivation ?? "sigmoid", layer.clip);
  const [Wu, Wr] = weights.gates;
  const candidateSum = layer.reset === "before" ? resetBefore : resetAfter;
  const keepsNew = (layer.updateKeeps ?? "new") === "new";

  const zu = gateSum(Wu, c, x);
  const Γu = activate(σ, zu); //                        Γu = σ(W_uc c⟨t-1⟩ + W_ux x⟨t⟩ + b_u)
  const zr = gateSum(Wr, c, x);
  const Γr = activate(σ, zr); //                        Γr = σ(W_rc c⟨t-1⟩ + W_rx x⟨t⟩ + b_r)
  const sum = candidateSum(weights, Γr, c, x);
  const candidate = activate(g, sum.z); //              c̃⟨t⟩ = g(…), see resetBefore and resetAfter
  // The course: c⟨t⟩ = Γu ∗ c̃⟨t⟩ + (1 − Γu) ∗ c⟨t-1⟩; the frameworks: c⟨t⟩ = (1 − Γu) ∗ c̃⟨t⟩ + Γu ∗ c⟨t-1⟩.
  const takesNew = keepsNew ? Γu : Γu.map((u) => 1 - u);
  const hidden = takesNew.map((u, i) => u * candidate[i] + (1 - u) * c[i]);

  return {
    state: { hidden, cell: noCell },
    backward({ hidden: dHidden }, gradients) {
      const [dWu, dWr] = gradients.gates;
      const dx = new Float64Array(x.length);
      const dc = dHidden.map((d, i) => d * (1 - takesNew[i])); //        the direct way to c⟨t-1⟩
      const sign = keepsNew ? 1 : -1;
      const dΓu = dHidden.map((d, i) => sign * d * (candidate[i] - c[i]));
      const dCandidate = dHidden.map((d, i) => d * takesNew[i]);
      const dΓr = sum.backward(activateBackward(g, sum.z, dCandidate), gradients, dc, dx);
      gateSumBackward(Wu, dWu, activateBackward(σ, zu, dΓu), { a: c, da: dc, x, dx });
      gateSumBackward(Wr, dWr, activateBackward(σ, zr, dΓr), { a: c, da: dc, x, dx });
      return { dInput: dx, dPrevious: { hidden: dc, cell: noCell } };
    },
  };
};

/** What g of the candidate is applied to; `backward` adds to the gradients, dc and dx, and returns dΓr. */
interface CandidateSum {
  readonly z: Float64Array;
  backward(dz: Float64Array, gradients: LayerWeights, dc: Float64Array, dx: Float64Array): Float64Array;
}

/** z = W_cc (Γr ∗ c⟨t-1⟩) + W_cx x⟨t⟩ + b_c, as in the course. */
function resetBefore(weights: LayerWeights, Γr: Float64Array, c: Float64Array, x: Float64Array): CandidateSum {
  const W = weights.gates[2];
  const kept = Γr.map((r, i) => r * c[i]); //           Γr ∗ c⟨t-1⟩
  return {
    z: gateSum(W, kept, x),
    backward(dz, gradients, dc, dx) {
      const dKept = new Float64Array(c.length);
      gateSumBackward(W, gradients.gates[2], dz, { a: kept, da: dKept, x, dx });
      addElementwiseProduct(dc, dKept, Γr);
      return dKept.map((d, i) => d * c[i]);
    },
  };
}

/** z = Γr ∗ (W_cc c⟨t-1⟩ + b_cc) + W_cx x⟨t⟩ + b_c, as in PyTorch and Keras `reset_after`. */
function resetAfter(weights: LayerWeights, Γr: Float64Array, c: Float64Array, x: Float64Array): CandidateSum {
  const { Wa: Wcc, Wx: Wcx, b } = weights.gates[2];
  const inner = product(Wcc, c); //                     W_cc c⟨t-1⟩ + b_cc
  add(inner, weights.biasHh);
  const z = product(Wcx, x);
  add(z, b);
  addElementwiseProduct(z, Γr, inner);
  return {
    z,
    backward(dz, gradients, dc, dx) {
      const gradient = gradients.gates[2];
      addOuterProduct(gradient.Wx, dz, x);
      add(gradient.b, dz);
      addTransposedProduct(dx, Wcx, dz);
      const dInner = dz.map((d, i) => d * Γr[i]);
      addOuterProduct(gradient.Wa, dInner, c);
      add(gradients.biasHh, dInner);
      addTransposedProduct(dc, Wcc, dInner);
      return dz.map((d, i) => d * inner[i]);
    },
  };
}
