import {
  type AnyModelConfig,
  cellTraits,
  decoderConfig,
  encoderConfig,
  isEncoderDecoder,
  Random,
  type RecurrentPart,
  recurrentParts,
} from "@rivulet/engine";
import type { ParameterLayout } from "./parameters.ts";

const EMBEDDING_DEVIATION = 0.1;
const FORGET_BIAS = 1;

/**
 * First parameters: embeddings normal with deviation 0.1; recurrent weights uniform in ±1/√H, those of dense layers and
 * heads, attention and bridge in ±1/√K (as PyTorch); biases, peepholes and initial states 0, but 1 for the LSTM's forget gate (Jozefowicz et
 * al. 2015).
 */
export function initialise(
  config: AnyModelConfig,
  layout: ParameterLayout,
  parameters: Float32Array,
  seed: number,
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
    const { hidden } = part.layer;
    const forget = cellTraits(part.layer).gates.indexOf("forgetGate");
    if (forget >= 0) view.fill(FORGET_BIAS, forget * hidden, (forget + 1) * hidden);
  }
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
