import type { Tensor, Weights } from "@rivulet/engine";
import { conventions, type GateName } from "../conventions.ts";
import type { TorchDirection } from "./torch-layer.ts";

/**
 * The tensors of one direction as torch names them, without the suffix of layer and direction: gates in torch's
 * order, our one bias as `bias_ih` beside a `bias_hh` of zeros (save b_cc of the GRU). Two conventions are turned into
 * torch's without any rounding, by σ(−z) = 1 − σ(z): a GRU whose update gate keeps the new value has the rows of that
 * gate negated; a coupled LSTM gets as forget gate the negated rows of its input gate.
 *
 * @param path `layers.l`, or of one direction `layers.l.forward`
 */
export function torchTensors(layer: TorchDirection, path: string, weights: Weights): Weights {
  const ours = conventions.course.gates[layer.cell];
  const theirs = conventions.pytorch.gates[layer.cell];
  const inTheirOrder = ({ shape, data: from }: Tensor): Tensor => {
    const length = from.length / ours.length;
    const data = new Float32Array(from.length);
    for (const [g, gate] of theirs.entries()) {
      const { rowsOf, negated } = sourceOf(layer, gate);
      const start = ours.indexOf(rowsOf) * length;
      const block = from.subarray(start, start + length);
      data.set(negated ? block.map((value) => -value) : block, g * length);
    }
    return { shape, data };
  };
  const bias = weights[`${path}.bias`];
  const recurrentBias = new Float32Array(bias.data.length);
  const candidateBias = weights[`${path}.biasHh`];
  if (candidateBias !== undefined) recurrentBias.set(candidateBias.data, theirs.indexOf("candidate") * layer.hidden);
  const projection = weights[`${path}.weightHr`];
  return {
    weight_ih: inTheirOrder(weights[`${path}.weightIh`]),
    weight_hh: inTheirOrder(weights[`${path}.weightHh`]),
    bias_ih: inTheirOrder(bias),
    bias_hh: { shape: bias.shape, data: recurrentBias },
    ...(projection !== undefined && { weight_hr: projection }),
  };
}

/** Which rows of ours become those of a gate of torch's. */
function sourceOf(layer: TorchDirection, gate: GateName): { readonly rowsOf: GateName; readonly negated: boolean } {
  if (layer.cell === "lstm" && layer.coupled && gate === "forgetGate") return { rowsOf: "inputGate", negated: true };
  const keepsNew = layer.cell === "gru" && layer.updateKeeps !== "old";
  return { rowsOf: gate, negated: keepsNew && gate === "updateGate" };
}
