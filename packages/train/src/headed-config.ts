import { type AnyModelConfig, decoderConfig, isEncoderDecoder, type ModelConfig } from "@rivulet/engine";

/** The model whose heads are trained: of an encoder–decoder the decoder. */
export function headedConfig(config: AnyModelConfig): ModelConfig {
  return isEncoderDecoder(config) ? decoderConfig(config) : config;
}
