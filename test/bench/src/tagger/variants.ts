import { isQuantized, type QuantizedFormat, quantizeWeights } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** A model file in one form of its weights. */
export interface Variant {
  readonly name: string;
  readonly file: ModelFile;
}

/** A file of floats also in integers; one of integers as it is. */
export function variants(file: ModelFile): Variant[] {
  const { config, weights } = file;
  const quantized = Object.values(weights).find(isQuantized);
  if (quantized !== undefined) {
    return [{ name: `rivulet ${quantized.data instanceof Int8Array ? "int8" : "int16"}`, file }];
  }
  const formats: readonly QuantizedFormat[] = ["int16", "int8"];
  return [
    { name: "rivulet f32", file },
    ...formats.map((format) => ({
      name: `rivulet ${format}`,
      file: { ...file, weights: quantizeWeights(config, weights, format) },
    })),
  ];
}
