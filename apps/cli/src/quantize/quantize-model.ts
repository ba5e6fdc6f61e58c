import { type ColumnMoments, Model, type QuantizedFormat, quantizeWeights } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** What stands in a quantised model file as `about.quantized`. */
export interface QuantizationNote {
  readonly format: QuantizedFormat;
  /** Fingerprint of the model of floats. */
  readonly from: string;
  /** Whether scales and roundings were chosen by what the matrices multiply in a corpus. */
  readonly calibrated: boolean;
}

/** The same model of floats with its matrices in integers. `moments`: by tensor name. */
export function quantizeModel(
  file: ModelFile,
  format: QuantizedFormat,
  moments?: ReadonlyMap<string, ColumnMoments>,
): ModelFile {
  const { config, weights, about } = file;
  const from = Model.create(config, weights).fingerprint;
  const quantized: QuantizationNote = { format, from, calibrated: moments !== undefined };
  return { ...file, weights: quantizeWeights(config, weights, format, moments), about: { ...about, quantized } };
}
