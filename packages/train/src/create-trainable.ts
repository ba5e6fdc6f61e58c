import { type AnyModelConfig, isEncoderDecoder } from "@rivulet/engine";
import { EncoderDecoderNetwork } from "./encoder-decoder/encoder-decoder-network.ts";
import { Network } from "./network/network.ts";
import { ParameterLayout } from "./parameters.ts";
import type { Trainable } from "./trainable.ts";

/** The one place that knows all kinds of models. Errors: TRAINING_CONFIG_INVALID. */
export function createTrainable(config: AnyModelConfig): Trainable {
  const layout = new ParameterLayout(config);
  return isEncoderDecoder(config) ? new EncoderDecoderNetwork(config, layout) : new Network(config, layout);
}
