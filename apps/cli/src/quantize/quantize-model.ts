import { type ColumnImportance, Model, type QuantizedFormat, quantizeWeights } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** What stands in a quantised model file as `about.quantized`. */
export interface QuantizationNote {
  readonly format: QuantizedFormat;
  /** Fingerprint of the model of floats. */
  readonly from: string;
  /** Whether scales were chosen by what the matrices multiply in a corpus. */
  readonly calibrated: boolean;
}

/** The same model of floats with its matrices in integers. `importance`: by tensor name. */
export function quantizeModel(
  file: ModelFile,
  format: QuantizedFormat,
  importance?: ReadonlyMap<string, ColumnImportance>,
): ModelFile {
  const { config, weights, about } = file;
  const from = Model.create(config, weights).fingerprint;
  const quantized: QuantizationNote = { format, from, calibrated: importance !== undefined };
  return { ...file, weights: quantizeWeights(config, weights, format, importance), about: { ...about, quantized } };
}
