import type { RnnLayer } from "../config.ts";
import { activate, activateBackward, activationFunction } from "./activations.ts";
import { type Cell, noCell } from "./cell.ts";
import { gateSum, gateSumBackward } from "./gate.ts";

/** The vanilla recurrent network. */
export const rnn: Cell<RnnLayer> = (layer, weights, x, { hidden: a }) => {
  const g = activationFunction(layer.activation ?? "tanh", layer.clip);
  const [W] = weights.gates;

  const z = gateSum(W, a, x); //                        z⟨t⟩ = W_aa a⟨t-1⟩ + W_ax x⟨t⟩ + b_a
  const hidden = activate(g, z); //                     a⟨t⟩ = g(z⟨t⟩)

  return {
    state: { hidden, cell: noCell },
    backward({ hidden: dHidden }, gradients) {
      const [dW] = gradients.gates;
      const dx = new Float64Array(x.length);
      const da = new Float64Array(a.length);
      const dz = activateBackward(g, z, dHidden); //    dz⟨t⟩ = g′(z⟨t⟩) ∗ da⟨t⟩
      gateSumBackward(W, dW, dz, { a, da, x, dx });
      return { dInput: dx, dPrevious: { hidden: da, cell: noCell } };
    },
  };
};
