import {
  dequantize,
  isQuantized,
  type QuantizedFormat,
  quantizeWeights,
  type StoredWeights,
  type Weights,
} from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** A model file in one form of its weights. */
export interface Variant {
  readonly name: string;
  readonly file: ModelFile;
}

/** A file of floats also in integers; one of integers as it is. */
export function variants(file: ModelFile): Variant[] {
  const stored = storedIntegers(file);
  return stored === undefined ? allForms(file) : [{ name: `rivulet ${stored}`, file }];
}

/** Every form, to find its errors: a file of integers also as the floats that they stand for. */
export function errorVariants(file: ModelFile): Variant[] {
  const stored = storedIntegers(file);
  if (stored === undefined) return allForms(file);
  return allForms({ ...file, weights: floats(file.weights) }).map((form) =>
    form.name === `rivulet ${stored}` ? { ...form, file } : form,
  );
}

/** The integers that a file holds; undefined for floats. */
export function storedIntegers({ weights }: ModelFile): QuantizedFormat | undefined {
  const quantized = Object.values(weights).find(isQuantized);
  if (quantized === undefined) return undefined;
  return quantized.data instanceof Int8Array ? "int8" : "int16";
}

function allForms(file: ModelFile): Variant[] {
  const formats: readonly QuantizedFormat[] = ["int16", "int8"];
  return [
    { name: "rivulet f32", file },
    ...formats.map((format) => ({
      name: `rivulet ${format}`,
      file: { ...file, weights: quantizeWeights(file.config, file.weights, format) },
    })),
  ];
}

function floats(weights: StoredWeights): Weights {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, dequantize(tensor)]));
}
