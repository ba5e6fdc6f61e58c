import type { EmbeddingInput, HeadConfig, InputConfig, LayerConfig, ModelConfig, OneHotInput } from "../config.ts";

/** Reads the source; its layers may be bidirectional or go backward. What its top layer gives are the annotations a⟨t'⟩. */
export interface EncoderConfig {
  readonly input: InputConfig;
  readonly layers: readonly LayerConfig[];
}

/** Writes the target, each x⟨t⟩ being y⟨t-1⟩. Its layers all go forward. */
export interface DecoderConfig {
  /** Ids of the target vocabulary (and of marks such as the start, from the head's size on); with attention an embedding. */
  readonly input: EmbeddingInput | OneHotInput;
  readonly layers: readonly LayerConfig[];
  /** One softmax over the target vocabulary. */
  readonly heads: readonly HeadConfig[];
}

/**
 * How well source position t' fits the decoder before step t, from s = s⟨t-1⟩, a⟨t⟩ of its highest recurrent layer:
 * `additive` e = v · tanh(W_s s + W_a a⟨t'⟩ + b) with `size` units, as in the course (Bahdanau et al. 2015); `dot`
 * e = s · a⟨t'⟩, which must be as long, and `general` e = s · W_a a⟨t'⟩ (Luong et al. 2015).
 */
export type AttentionConfig =
  | { readonly kind: "additive"; readonly size: number }
  | { readonly kind: "dot" }
  | { readonly kind: "general" };

/**
 * Many-to-many of unequal length: the encoder reads the whole source, the decoder starts from what it came to. With
 * attention α⟨t,t'⟩ = softmax over t' of e⟨t,t'⟩, and context⟨t⟩ = Σ α⟨t,t'⟩ a⟨t'⟩ stands beside the embedding of y⟨t-1⟩.
 */
export interface EncoderDecoderConfig {
  readonly shape: "encoder-decoder";
  readonly encoder: EncoderConfig;
  readonly decoder: DecoderConfig;
  /** Default: none; all the decoder knows of the source is then its initial state. */
  readonly attention?: AttentionConfig;
  /**
   * The decoder's initial state: `copy`, that of the encoder's recurrent layers after the last step, which must have the
   * same sizes and go forward; `dense`, tanh(W r + b) for each layer, r being the last annotation (of what goes backward: the
   * first, which is its own last).
   */
  readonly bridge: "copy" | "dense";
}

/** All that a model file can hold. */
export type AnyModelConfig = ModelConfig | EncoderDecoderConfig;

export function isEncoderDecoder(config: AnyModelConfig): config is EncoderDecoderConfig {
  return config.shape === "encoder-decoder";
}
