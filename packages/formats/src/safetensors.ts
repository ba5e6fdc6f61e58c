import type { Dtype } from "./dtype.ts";

/** A tensor as it lies in the file: little-endian elements, row-major. */
export interface FileTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** What a safetensors file holds. Maps, because a name in a foreign file may be anything (`__proto__` too). */
export interface Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

/** The name under which the header keeps the metadata; no tensor can have it. */
export const metadataName = "__metadata__";

/** The header's length in bytes, little-endian, stands in the first eight. */
export const lengthBytes = 8;

/** Elements of a shape; not a safe integer where the shape is absurdly large. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
