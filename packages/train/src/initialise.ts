import {
  type AnyModelConfig,
  cellTraits,
  decoderConfig,
  encoderConfig,
  isEncoderDecoder,
  Random,
  type RecurrentLayerConfig,
  type RecurrentPart,
  recurrentParts,
} from "@rivulet/engine";
import type { ParameterLayout } from "./parameters.ts";

const EMBEDDING_DEVIATION = 0.1;
const FORGET_BIAS = 1;

/**
 * First parameters: embeddings normal with deviation 0.1; recurrent weights uniform in ±1/√H, those of dense layers and
 * heads, attention and bridge in ±1/√K (as PyTorch); biases, peepholes and initial states 0, but 1 for the LSTM's forget
 * gate (Jozefowicz et al. 2015) or, with `chrono`, those of gates as Tallec and Ollivier (2018): each unit starts to remember
 * for about as many steps as a number drawn from 1 to chrono − 1.
 */
export function initialise(
  config: AnyModelConfig,
  layout: ParameterLayout,
  parameters: Float32Array,
  seed: number,
  chrono?: number,
): void {
  const random = new Random(seed);
  const parts = allParts(config);
  for (const { name, offset, length, shape } of layout.places) {
    const view = parameters.subarray(offset, offset + length);
    if (offset < layout.embeddings) {
      for (let i = 0; i < length; i++) view[i] = random.normal() * EMBEDDING_DEVIATION;
      continue;
    }
    const part = parts.find(({ path }) => name.startsWith(`${path}.`));
    const kind = name.slice(name.lastIndexOf(".") + 1);
    if (kind.startsWith("weight")) {
      const bound = 1 / Math.sqrt(part ? part.layer.hidden : shape[1]);
      for (let i = 0; i < length; i++) view[i] = (2 * random.next() - 1) * bound;
      continue;
    }
    view.fill(0);
    if (part === undefined || kind !== "bias") continue;
    if (chrono === undefined) fillForgetBias(view, part.layer);
    else drawGateBiases(view, part.layer, chrono, random);
  }
}

function fillForgetBias(bias: Float32Array, layer: RecurrentLayerConfig): void {
  gateOf(bias, layer, "forgetGate")?.fill(FORGET_BIAS);
}

/** What keeps the old value starts at ln u, what takes the new one at −ln u. */
function drawGateBiases(bias: Float32Array, layer: RecurrentLayerConfig, chrono: number, random: Random): void {
  const keep = Float32Array.from({ length: layer.hidden }, () => Math.log(1 + random.next() * (chrono - 2)));
  const take = keep.map((value) => -value);
  gateOf(bias, layer, "forgetGate")?.set(keep);
  gateOf(bias, layer, "inputGate")?.set(take);
  const keepsOld = layer.cell === "gru" && layer.updateKeeps === "old";
  gateOf(bias, layer, "updateGate")?.set(keepsOld ? keep : take);
}

/** The biases of one gate, where the cell has it. */
function gateOf(bias: Float32Array, layer: RecurrentLayerConfig, name: string): Float32Array | undefined {
  const gate = cellTraits(layer).gates.indexOf(name);
  return gate < 0 ? undefined : bias.subarray(gate * layer.hidden, (gate + 1) * layer.hidden);
}

/** The recurrent parts with the paths that their tensors' names begin with. */
function allParts(config: AnyModelConfig): readonly RecurrentPart[] {
  if (!isEncoderDecoder(config)) return recurrentParts(config);
  const [encoder, decoder] = [encoderConfig(config), decoderConfig(config)].map(recurrentParts);
  return [
    ...encoder.map((part) => ({ ...part, path: `encoder.${part.path}` })),
    ...decoder.map((part) => ({ ...part, path: `decoder.${part.path}` })),
  ];
}
