import { isQuantized, type StoredTensor } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { Dtype } from "./dtype.ts";
import type { FileTensor } from "./safetensors.ts";

/**
 * How one tensor of a model lies in a file: floats as F32 under its name; integers as I8 or I16 under
 * its name and the scale of each row as F32 under `scalesName`.
 */

/** Where the scales of a quantised tensor stand. */
function scalesName(name: string): string {
  return `${name}.scales`;
}

/**
 * Adds a tensor to those of a file. The data are views.
 *
 * @throws RivuletError WEIGHTS_INVALID where a tensor of the name of the scales is there already
 */
export function storeTensor(tensors: Map<string, FileTensor>, name: string, tensor: StoredTensor): void {
  const { shape, data } = tensor;
  add(tensors, name, { dtype: dtypeOf(data), shape, data: bytesOf(data) });
  if (!isQuantized(tensor)) return;
  const { scales } = tensor;
  add(tensors, scalesName(name), { dtype: "F32", shape: [scales.length], data: bytesOf(scales) });
}

/**
 * Takes a tensor, and its scales if it has them, out of those of a file. The data are copies. Names,
 * shapes and numbers are for `validateWeights` to judge.
 *
 * @throws RivuletError WEIGHTS_INVALID where the number type is none of ours, or the scales are not
 * what they have to be
 */
export function takeTensor(tensors: Map<string, FileTensor>, name: string): StoredTensor | undefined {
  const stored = tensors.get(name);
  if (stored === undefined) return undefined;
  tensors.delete(name);
  const { dtype, shape, data } = stored;
  if (dtype === "F32") return { shape, data: new Float32Array(copyOf(data)) };
  if (dtype !== "I8" && dtype !== "I16") throw invalid(`${name} as F32, I8 or I16`, dtype);
  const scales = tensors.get(scalesName(name));
  tensors.delete(scalesName(name));
  const [rows] = shape;
  if (scales?.dtype !== "F32" || scales.shape.length !== 1 || scales.shape[0] !== rows) {
    const came = scales === undefined ? "none" : `${scales.dtype} of ${scales.shape.join(" × ")}`;
    throw invalid(`${scalesName(name)} as F32 of ${rows}`, came);
  }
  const integers = dtype === "I8" ? new Int8Array(copyOf(data)) : new Int16Array(copyOf(data));
  return { shape, data: integers, scales: new Float32Array(copyOf(scales.data)) };
}

function add(tensors: Map<string, FileTensor>, name: string, tensor: FileTensor): void {
  if (tensors.has(name)) throw invalid(`one tensor ${name}`, "scales and a tensor of that name");
  tensors.set(name, tensor);
}

function dtypeOf(data: StoredTensor["data"]): Dtype {
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int8Array ? "I8" : "I16";
}

// Typed arrays are little-endian on every runtime there is, as the file is.
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The copy is aligned, as a view into the file need not be. (Node's Buffer.slice would not copy.) */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function invalid(expected: string, came: string): RivuletError {
  return new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${came}`);
}
