import type { StoredWeights } from "../tensors.ts";
import { validateTensors, weightShapes } from "../weights.ts";
import { type AnyModelConfig, type EncoderDecoderConfig, isEncoderDecoder } from "./encoder-decoder-config.ts";
import { annotationSize, decoderConfig, decoderStates, encoderConfig, querySize } from "./encoder-decoder-parts.ts";

/**
 * The tensors of an encoder–decoder, in file order: `encoder.` and `decoder.` with the names of `weightShapes`; per recurrent
 * decoder layer d, counted from 0, of a dense bridge `bridge.d.weight` [A (+ H of an LSTM), annotation] and `bridge.d.bias`;
 * `attention.weightQuery` [size, s], `attention.weightKey` [size, annotation], `attention.bias` [size] and
 * `attention.weightScore` [1, size] where it is additive, `attention.weightKey` [s, annotation] where it is general.
 */
export function encoderDecoderShapes(config: EncoderDecoderConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const [name, shape] of weightShapes(encoderConfig(config))) shapes.set(`encoder.${name}`, shape);
  for (const [name, shape] of weightShapes(decoderConfig(config))) shapes.set(`decoder.${name}`, shape);
  const annotation = annotationSize(config);
  if (config.bridge === "dense") {
    decoderStates(config).forEach((sizes, d) => {
      const rows = sizes.reduce((sum, size) => sum + size, 0);
      shapes.set(`bridge.${d}.weight`, [rows, annotation]);
      shapes.set(`bridge.${d}.bias`, [rows]);
    });
  }
  if (config.attention?.kind === "additive") {
    const { size } = config.attention;
    shapes.set("attention.weightQuery", [size, querySize(config)]);
    shapes.set("attention.weightKey", [size, annotation]);
    shapes.set("attention.bias", [size]);
    shapes.set("attention.weightScore", [1, size]);
  }
  if (config.attention?.kind === "general") shapes.set("attention.weightKey", [querySize(config), annotation]);
  return shapes;
}

/** The name and shape of every tensor of a model of any shape. */
export function anyWeightShapes(config: AnyModelConfig): Map<string, readonly number[]> {
  return isEncoderDecoder(config) ? encoderDecoderShapes(config) : weightShapes(config);
}

/** Numbers in all weights of a model of any shape. */
export function anyWeightCount(config: AnyModelConfig): number {
  let count = 0;
  for (const shape of anyWeightShapes(config).values()) count += shape.reduce((product, size) => product * size, 1);
  return count;
}

/** Refuses weights that are not those of a model of any shape: WEIGHTS_INVALID. */
export function validateAnyWeights(config: AnyModelConfig, weights: StoredWeights): void {
  validateTensors(anyWeightShapes(config), weights);
}

/** The tensors whose names begin with `prefix`, by the rest of their names. */
export function partWeights(weights: StoredWeights, prefix: "encoder." | "decoder."): StoredWeights {
  const entries = Object.entries(weights).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
