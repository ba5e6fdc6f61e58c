import { isQuantized, type QuantizedFormat, type StoredTensor } from "@rivulet/engine";

/** How a tensor is stored. */
export interface TensorStorage {
  readonly shape: readonly number[];
  readonly format: "f32" | QuantizedFormat;
  /** Of its numbers and, where it is quantised, of the scales of its rows. */
  readonly bytes: number;
}

export function tensorStorage(tensor: StoredTensor): TensorStorage {
  const { shape, data } = tensor;
  if (!isQuantized(tensor)) return { shape, format: "f32", bytes: data.byteLength };
  const format = tensor.data instanceof Int8Array ? "int8" : "int16";
  return { shape, format, bytes: data.byteLength + tensor.scales.byteLength };
}
