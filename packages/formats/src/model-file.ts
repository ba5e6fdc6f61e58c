import type { AnyModelConfig, ModelConfig, StoredWeights } from "@rivulet/engine";

/**
 * A trained model as plain data. On disk it is a safetensors file: the weights as tensors (store-tensor.ts
 * says how), all else as JSON texts in `__metadata__`, so that any safetensors reader can open it.
 */
export interface ModelFile<Config extends AnyModelConfig = ModelConfig> {
  /** What the model is for: `tagger`, or `sequence` where nothing is known but numbers in and out. */
  readonly task: string;
  readonly config: Config;
  readonly weights: StoredWeights;
  /** The classes of the heads, by index. */
  readonly labels?: readonly string[];
  /** How text becomes input: for a tagger the configuration of its featurizer. JSON. */
  readonly text?: unknown;
  /** For people: name, licence, attribution, data, figures. JSON. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** That of a model of any shape, encoder–decoders too. */
export type AnyModelFile = ModelFile<AnyModelConfig>;

/** Metadata that marks a safetensors file as ours. */
export const modelFileFormat = "rivulet";
export const modelFileVersion = "1";
