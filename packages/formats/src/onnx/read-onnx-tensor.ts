import type { FileLimits } from "../file-limits.ts";
import { readMessage } from "./read-message.ts";
import { readTensor } from "./read-tensor.ts";
import { type TensorProto, tensorSchema } from "./schema.ts";

/** A tensor by itself, as `.pb` files of test data hold it: floats in single precision, or whole numbers. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE, IMPORT_UNSUPPORTED */
export function readOnnxTensor(bytes: Uint8Array, limits: FileLimits = {}): OnnxTensor {
  const { dims, data } = readTensor(readMessage<TensorProto>(tensorSchema, bytes, limits));
  return { dims: dims as readonly number[], data: data as ArrayLike<number> };
}
