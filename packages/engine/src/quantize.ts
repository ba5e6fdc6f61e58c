import type { ModelConfig } from "./config.ts";
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

/** Importance of each column of a matrix: E[x_k²] of what it multiplies. */
export type ColumnImportance = Float64Array;

/** Candidates for a row's largest weight, as shares of its largest magnitude: what lies above is clipped. */
const CLIPS = [1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.75, 0.7, 0.65];

/**
 * A matrix [rows, K] in integers with a scale a row. The scale is the one of `CLIPS` with the least
 * Σ_k importance_k (w_k − ŵ_k)², with equal importance where none is given.
 */
export function quantizeTensor(
  { shape, data }: Tensor,
  format: QuantizedFormat,
  importance?: ColumnImportance,
): QuantizedTensor {
  const [rows, columns] = shape;
  const integers = format === "int8" ? new Int8Array(data.length) : new Int16Array(data.length);
  const largest = largestInteger(integers);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const top = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    let best = Infinity;
    for (const clip of top === 0 ? [] : CLIPS) {
      const scale = Math.fround((top * clip) / largest);
      const error = squaredError(row, scale, largest, importance);
      if (error >= best) continue;
      best = error;
      scales[r] = scale;
    }
    for (let k = 0; k < columns; k++) integers[r * columns + k] = nearest(row[k], scales[r], largest);
  }
  return { shape, data: integers, scales };
}

/** All matrices of a model in integers; biases and peepholes stay floats. `importance`: by tensor name. */
export function quantizeWeights(
  config: ModelConfig,
  weights: StoredWeights,
  format: QuantizedFormat,
  importance: ReadonlyMap<string, ColumnImportance> = new Map(),
): StoredWeights {
  const quantized: Record<string, StoredTensor> = {};
  for (const [name, shape] of weightShapes(config)) {
    const tensor = weights[name];
    const keep = shape.length !== 2 || isQuantized(tensor);
    quantized[name] = keep ? tensor : quantizeTensor(tensor, format, importance.get(name));
  }
  return quantized;
}

function nearest(value: number, scale: number, largest: number): number {
  if (scale === 0) return 0;
  return Math.max(-largest, Math.min(largest, Math.round(value / scale)));
}

function squaredError(
  row: Float32Array,
  scale: number,
  largest: number,
  importance: ColumnImportance | undefined,
): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++)
    sum += (importance?.[k] ?? 1) * (row[k] - nearest(row[k], scale, largest) * scale) ** 2;
  return sum;
}
