import { outputSize, recurrentParts, stateSizes } from "../cell-traits.ts";
import type { ModelConfig, RecurrentLayerConfig } from "../config.ts";
import type { EncoderDecoderConfig } from "./encoder-decoder-config.ts";

/** The encoder as a model of its own, without heads. */
export function encoderConfig({ encoder }: EncoderDecoderConfig): ModelConfig {
  return { input: encoder.input, layers: encoder.layers, heads: [] };
}

/** The decoder as a model of its own: with attention its x⟨t⟩ = [embedding of y⟨t-1⟩, context⟨t⟩]. */
export function decoderConfig(config: EncoderDecoderConfig): ModelConfig {
  const { input, layers, heads } = config.decoder;
  const withContext = config.attention !== undefined && input.kind === "embedding";
  return { input: withContext ? { ...input, dense: annotationSize(config) } : input, layers, heads };
}

/** Numbers of an annotation a⟨t'⟩, and of the context that is made of them. */
export function annotationSize({ encoder }: EncoderDecoderConfig): number {
  return outputSize(encoder.layers[encoder.layers.length - 1]);
}

/** The recurrent layers of a stack that goes forward, with their places in it. */
export function forwardLayers(part: {
  readonly layers: ModelConfig["layers"];
}): { readonly index: number; readonly layer: RecurrentLayerConfig }[] {
  return part.layers.flatMap((layer, index) =>
    layer.cell === "dense" || layer.cell === "bidirectional" ? [] : [{ index, layer }],
  );
}

/** The layer of the decoder whose a⟨t-1⟩ asks the attention: the highest recurrent one. */
export function queryLayer({ decoder }: EncoderDecoderConfig): number {
  return Math.max(...forwardLayers(decoder).map(({ index }) => index));
}

/** Numbers of s⟨t-1⟩. */
export function querySize(config: EncoderDecoderConfig): number {
  return outputSize(config.decoder.layers[queryLayer(config)]);
}

/** Numbers of each of the decoder's state vectors, layer by layer a⟨0⟩, then c⟨0⟩ where there is one. */
export function decoderStates({ decoder }: EncoderDecoderConfig): readonly (readonly number[])[] {
  return forwardLayers(decoder).map(({ layer }) => stateSizes(layer));
}

/** Whether the encoder takes one event at a time: no layer looks backward. */
export function encoderStreams(config: EncoderDecoderConfig): boolean {
  const parts = recurrentParts(encoderConfig(config));
  return parts.every(({ direction }) => direction === "forward");
}
