/** One named array of numbers, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The same in small integers: number i of row r stands for data[r, i] · scales[r]. A row is what the
 * first dimension counts. Magnitudes are at most 127 in 8 bits and 16383 in 16.
 */
export interface QuantizedTensor {
  readonly shape: readonly number[];
  readonly data: Int8Array | Int16Array;
  readonly scales: Float32Array;
}

export type StoredTensor = Tensor | QuantizedTensor;

/** Weights in single precision, by name; `weightShapes` says which names and shapes a configuration has. */
export type Weights = Readonly<Record<string, Tensor>>;

/** Weights as they are stored: some tensors may be quantised. */
export type StoredWeights = Readonly<Record<string, StoredTensor>>;

export function isQuantized(tensor: StoredTensor): tensor is QuantizedTensor {
  return "scales" in tensor;
}

/** Largest magnitude of a quantised number. */
export function largestInteger(data: Int8Array | Int16Array): number {
  return data instanceof Int8Array ? 127 : 16383;
}

/** The numbers that a stored tensor stands for. */
export function dequantize(tensor: StoredTensor): Tensor {
  if (!isQuantized(tensor)) return tensor;
  const { shape, data, scales } = tensor;
  const width = data.length / scales.length;
  const values = new Float32Array(data.length);
  for (let row = 0, i = 0; row < scales.length; row++) {
    for (const end = i + width; i < end; i++) values[i] = data[i] * scales[row];
  }
  return { shape, data: values };
}
