import type { LstmLayer } from "../config.ts";
import { activate, activateBackward, activationFunction } from "./activations.ts";
import type { Cell } from "./cell.ts";
import { gateSum, gateSumBackward } from "./gate.ts";
import { addElementwiseProduct, addOuterProduct, addTransposedProduct, product } from "./linear-algebra.ts";

/** The LSTM. The course writes Γu for the input gate; here it is Γi, to leave Γu to the GRU. */
export const lstm: Cell<LstmLayer> = (layer, weights, x, { hidden: a, cell: c }) => {
  const { activation = "tanh", gateActivation = "sigmoid", outputActivation = activation, clip } = layer;
  const g = activationFunction(activation, clip);
  const h = activationFunction(outputActivation);
  const σ = activationFunction(gateActivation, clip);
  const [Wi, Wf, Wc, Wo] = weights.gates;
  const [pi, pf, po] = weights.peepholes;
  const Whr = weights.projection;
  const peeps = weights.peepholes.length > 0;

  const zi = gateSum(Wi, a, x);
  const zf = gateSum(Wf, a, x);
  if (peeps) addElementwiseProduct(zi, pi, c);
  if (peeps) addElementwiseProduct(zf, pf, c);
  const Γi = activate(σ, zi); //                    Γi = σ(W_ia a⟨t-1⟩ + W_ix x⟨t⟩ + b_i [+ p_i ∗ c⟨t-1⟩])
  // Γf = σ(W_fa a⟨t-1⟩ + W_fx x⟨t⟩ + b_f [+ p_f ∗ c⟨t-1⟩]), or coupled to the input gate: Γf = 1 − Γi.
  const Γf = layer.coupled ? Γi.map((i) => 1 - i) : activate(σ, zf);
  const zc = gateSum(Wc, a, x);
  const candidate = activate(g, zc); //             c̃⟨t⟩ = g(W_ca a⟨t-1⟩ + W_cx x⟨t⟩ + b_c)
  const cell = Γi.map((i, k) => i * candidate[k] + Γf[k] * c[k]); // c⟨t⟩ = Γi ∗ c̃⟨t⟩ + Γf ∗ c⟨t-1⟩

  const seenByOutput = layer.peepholes === "current" ? cell : c;
  const zo = gateSum(Wo, a, x);
  if (peeps) addElementwiseProduct(zo, po, seenByOutput);
  const Γo = activate(σ, zo); //                    Γo = σ(W_oa a⟨t-1⟩ + W_ox x⟨t⟩ + b_o [+ p_o ∗ c⟨t-1⟩ or c⟨t⟩])
  const out = activate(h, cell);
  const inner = Γo.map((o, k) => o * out[k]); //    Γo ∗ h(c⟨t⟩)
  const hidden = Whr ? product(Whr, inner) : inner; // a⟨t⟩ = [W_hr] (Γo ∗ h(c⟨t⟩))

  return {
    state: { hidden, cell },
    backward(dState, gradients) {
      const [dWi, dWf, dWc, dWo] = gradients.gates;
      const [dpi, dpf, dpo] = gradients.peepholes;
      const dx = new Float64Array(x.length);
      const da = new Float64Array(a.length);

      // a⟨t⟩ = W_hr (Γo ∗ h(c⟨t⟩))
      let dInner = dState.hidden;
      if (Whr && gradients.projection) {
        addOuterProduct(gradients.projection, dState.hidden, inner);
        dInner = new Float64Array(inner.length);
        addTransposedProduct(dInner, Whr, dState.hidden);
      }

      // Γo ∗ h(c⟨t⟩), and c⟨t⟩ also goes on to step t+1.
      const dzo = activateBackward(
        σ,
        zo,
        dInner.map((d, k) => d * out[k]),
      );
      const dOut = dInner.map((d, k) => d * Γo[k]);
      const dCell = activateBackward(h, cell, dOut).map((d, k) => d + dState.cell[k]);
      if (peeps && layer.peepholes === "current") addElementwiseProduct(dCell, po, dzo);

      // c⟨t⟩ = Γi ∗ c̃⟨t⟩ + Γf ∗ c⟨t-1⟩
      const dΓf = dCell.map((d, k) => d * c[k]);
      const dΓi = dCell.map((d, k) => d * candidate[k] - (layer.coupled ? dΓf[k] : 0));
      const dzi = activateBackward(σ, zi, dΓi);
      const dzf = layer.coupled ? new Float64Array(c.length) : activateBackward(σ, zf, dΓf);
      const dzc = activateBackward(
        g,
        zc,
        dCell.map((d, k) => d * Γi[k]),
      );
      const dc = dCell.map((d, k) => d * Γf[k]);

      gateSumBackward(Wi, dWi, dzi, { a, da, x, dx });
      gateSumBackward(Wf, dWf, dzf, { a, da, x, dx });
      gateSumBackward(Wc, dWc, dzc, { a, da, x, dx });
      gateSumBackward(Wo, dWo, dzo, { a, da, x, dx });
      if (peeps) {
        addElementwiseProduct(dpi, dzi, c);
        addElementwiseProduct(dpf, dzf, c);
        addElementwiseProduct(dpo, dzo, seenByOutput);
        addElementwiseProduct(dc, pi, dzi);
        addElementwiseProduct(dc, pf, dzf);
        if (layer.peepholes === "previous") addElementwiseProduct(dc, po, dzo);
      }
      return { dInput: dx, dPrevious: { hidden: da, cell: dc } };
    },
  };
};
