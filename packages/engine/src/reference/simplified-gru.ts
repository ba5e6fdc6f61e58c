import type { SimplifiedGruLayer } from "../config.ts";
import { activate, activateBackward, activationFunction } from "./activations.ts";
import { type Cell, noCell } from "./cell.ts";
import { gateSum, gateSumBackward } from "./gate.ts";

/** The course's simplified GRU: an update gate and no reset gate; a⟨t⟩ = c⟨t⟩. */
export const simplifiedGru: Cell<SimplifiedGruLayer> = (layer, weights, x, { hidden: c }) => {
  const g = activationFunction(layer.activation ?? "tanh", layer.clip);
  const σ = activationFunction(layer.gateActivation ?? "sigmoid", layer.clip);
  const [Wu, Wc] = weights.gates;

  const zu = gateSum(Wu, c, x);
  const Γu = activate(σ, zu); //                              Γu = σ(W_uc c⟨t-1⟩ + W_ux x⟨t⟩ + b_u)
  const zc = gateSum(Wc, c, x);
  const candidate = activate(g, zc); //                       c̃⟨t⟩ = g(W_cc c⟨t-1⟩ + W_cx x⟨t⟩ + b_c)
  const hidden = Γu.map((u, i) => u * candidate[i] + (1 - u) * c[i]); // c⟨t⟩ = Γu ∗ c̃⟨t⟩ + (1 − Γu) ∗ c⟨t-1⟩

  return {
    state: { hidden, cell: noCell },
    backward({ hidden: dHidden }, gradients) {
      const [dWu, dWc] = gradients.gates;
      const dx = new Float64Array(x.length);
      const dc = dHidden.map((d, i) => d * (1 - Γu[i])); //             the direct way to c⟨t-1⟩
      const dΓu = dHidden.map((d, i) => d * (candidate[i] - c[i]));
      const dCandidate = dHidden.map((d, i) => d * Γu[i]);
      gateSumBackward(Wu, dWu, activateBackward(σ, zu, dΓu), { a: c, da: dc, x, dx });
      gateSumBackward(Wc, dWc, activateBackward(g, zc, dCandidate), { a: c, da: dc, x, dx });
      return { dInput: dx, dPrevious: { hidden: dc, cell: noCell } };
    },
  };
};
