import type { ModelConfig } from "./config.ts";
import { type ColumnMoments, type ErrorFeedback, errorFeedback } from "./error-feedback.ts";
import {
  isQuantized,
  largestInteger,
  type QuantizedTensor,
  type StoredTensor,
  type StoredWeights,
  type Tensor,
} from "./tensors.ts";
import { weightShapes } from "./weights.ts";

/** `int16` keeps 14 bits of a weight and is the faster to step, `int8` takes half the room in a file. */
export type QuantizedFormat = "int16" | "int8";

/** Candidates for a row's largest weight, as shares of its largest magnitude: what lies above is clipped. */
const CLIPS = [1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.75, 0.7, 0.65];

/**
 * A matrix [rows, K] in integers with a scale a row. The scale is the one of `CLIPS` whose rounding has the least square
 * error: of the weights, or, where `moments` say what they multiply, of the products, each column then also making up for
 * the roundings before it.
 */
export function quantizeTensor(
  { shape, data }: Tensor,
  format: QuantizedFormat,
  moments?: ColumnMoments,
): QuantizedTensor {
  const [rows, columns] = shape;
  const integers = format === "int8" ? new Int8Array(data.length) : new Int16Array(data.length);
  const largest = largestInteger(integers);
  const scales = new Float32Array(rows);
  const feedback = moments && errorFeedback(moments, columns);
  const rounded = new Int16Array(columns);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const top = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    let best = Infinity;
    for (const clip of CLIPS) {
      const scale = Math.fround((top * clip) / largest);
      if (scale === 0) continue;
      const error = roundRow(rounded, row, scale, largest, feedback);
      if (error >= best) continue;
      best = error;
      scales[r] = scale;
      integers.set(rounded, r * columns);
    }
  }
  return { shape, data: integers, scales };
}

/** All matrices of a model in integers; biases and peepholes stay floats. `moments`: by tensor name. */
export function quantizeWeights(
  config: ModelConfig,
  weights: StoredWeights,
  format: QuantizedFormat,
  moments: ReadonlyMap<string, ColumnMoments> = new Map(),
): StoredWeights {
  const quantized: Record<string, StoredTensor> = {};
  for (const [name, shape] of weightShapes(config)) {
    const tensor = weights[name];
    const keep = shape.length !== 2 || isQuantized(tensor);
    quantized[name] = keep ? tensor : quantizeTensor(tensor, format, moments.get(name));
  }
  return quantized;
}

/** into ← a row in integers; returns the square error. */
function roundRow(
  into: Int16Array,
  row: Float32Array,
  scale: number,
  largest: number,
  feedback: ErrorFeedback | undefined,
): number {
  const columns = row.length;
  const errors = new Float64Array(columns);
  let sum = 0;
  for (let k = 0; k < columns; k++) {
    let target = row[k];
    if (feedback) for (let j = 0; j < k; j++) target += feedback.shares[k * columns + j] * errors[j];
    const integer = Math.max(-largest, Math.min(largest, Math.round(target / scale)));
    into[k] = integer;
    errors[k] = row[k] - integer * scale;
    sum += (feedback?.weights[k] ?? 1) * (target - integer * scale) ** 2;
  }
  return sum;
}
