import { cellTraits, type ModelConfig, Random } from "@rivulet/engine";
import type { ParameterLayout } from "./parameters.ts";

const EMBEDDING_DEVIATION = 0.1;
const FORGET_BIAS = 1;

/**
 * First parameters: embeddings normal with deviation 0.1; recurrent weights and heads uniform in
 * ±1/√H (as PyTorch); biases and peepholes 0, but 1 for the LSTM's forget gate (Jozefowicz et al. 2015).
 */
export function initialise(config: ModelConfig, layout: ParameterLayout, parameters: Float32Array, seed: number): void {
  const random = new Random(seed);
  for (const { name, offset, length } of layout.places) {
    const view = parameters.subarray(offset, offset + length);
    const [group, index, kind] = name.split(".");
    if (group === "embedding") {
      for (let i = 0; i < length; i++) view[i] = random.normal() * EMBEDDING_DEVIATION;
      continue;
    }
    const layer = group === "layers" ? config.layers[Number(index)] : config.layers[config.layers.length - 1];
    if (kind.startsWith("weight")) {
      const bound = 1 / Math.sqrt(layer.hidden);
      for (let i = 0; i < length; i++) view[i] = (2 * random.next() - 1) * bound;
    } else {
      view.fill(0);
      const forget = kind === "bias" && group === "layers" ? cellTraits(layer).gates.indexOf("forgetGate") : -1;
      if (forget >= 0) view.fill(FORGET_BIAS, forget * layer.hidden, (forget + 1) * layer.hidden);
    }
  }
}
