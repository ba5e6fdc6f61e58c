import type fc from "fast-check";
import type { RecurrentLayerConfig } from "../src/config.ts";
import { type QuantizedFormat, quantizeWeights } from "../src/quantize.ts";
import { cellVariants } from "../src/reference/index.ts";
import type { StoredWeights } from "../src/tensors.ts";
import { formOf, modelsWith, type RandomModel } from "./random-models.ts";

export interface QuantizedModel extends Omit<RandomModel, "weights"> {
  readonly weights: StoredWeights;
}

/** As `modelsWith`, with every matrix in integers. */
export function quantizedModelsWith(
  variant: RecurrentLayerConfig,
  format: QuantizedFormat,
): fc.Arbitrary<QuantizedModel> {
  return modelsWith(variant).map((model) => ({
    ...model,
    weights: quantizeWeights(model.config, model.weights, format),
  }));
}

/** Title, form of the cell and format: each form in each format. */
export const quantizedVariants = (["int16", "int8"] as const).flatMap((format) =>
  cellVariants(1).map((variant): [string, RecurrentLayerConfig, QuantizedFormat] => [
    `${format}, ${formOf(variant)}`,
    variant,
    format,
  ]),
);
