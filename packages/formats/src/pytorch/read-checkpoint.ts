import { RivuletError } from "@rivulet/errors";
import { dtypeBytes } from "../dtype.ts";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import { float32Of } from "../float32-of.ts";
import { elementsOf } from "../safetensors.ts";
import { type Archive, readArchive } from "./read-archive.ts";
import type { StateDict, StateTensor } from "./state-dict.ts";
import { isTorchTensor, type TorchTensor, torchHost } from "./torch-globals.ts";
import { unpickle } from "./unpickle.ts";

/** Where training scripts put the state_dict beside other things, in the order in which they are looked for. */
const nestedUnder = ["state_dict", "model_state_dict", "model"];

/**
 * The state_dict of a file of torch.save (PyTorch 1.6 or later), at its top or under one of the usual names. Nothing
 * of the file is executed, and the numbers of a tensor are read only when it asks for them.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_FOREIGN, FILE_TOO_LARGE, IMPORT_UNSUPPORTED
 */
export function readCheckpoint(bytes: Uint8Array, limits: FileLimits): StateDict {
  const { headerBytes } = { ...defaultFileLimits, ...limits };
  const archive = readArchive(bytes);
  const pickle = archive.read("data.pkl");
  if (pickle.length > headerBytes) {
    throw new RivuletError(
      "FILE_TOO_LARGE",
      `expected a pickle of at most ${headerBytes} bytes, came ${pickle.length}`,
    );
  }
  const littleEndian = isLittleEndian(archive);
  const tensors = tensorsOf(stateDictIn(unpickle(pickle, torchHost)));
  return new Map([...tensors].map(([name, tensor]) => [name, stateTensor(archive, name, tensor, littleEndian)]));
}

function stateDictIn(value: unknown): ReadonlyMap<unknown, unknown> {
  if (!(value instanceof Map)) {
    throw new RivuletError("IMPORT_UNSUPPORTED", "expected a state_dict in the pickle, came another value");
  }
  for (const name of nestedUnder) {
    const nested = value.get(name);
    if (nested instanceof Map) return nested;
  }
  return value;
}

function tensorsOf(dict: ReadonlyMap<unknown, unknown>): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of dict) {
    if (typeof name !== "string" || !isTorchTensor(value)) {
      const expected = `a state_dict of tensors, at the top or under ${nestedUnder.join(", ")}`;
      throw new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came ${String(name).slice(0, 80)}`);
    }
    tensors.set(name, value);
  }
  return tensors;
}

function stateTensor(archive: Archive, name: string, tensor: TorchTensor, littleEndian: boolean): StateTensor {
  const { shape, storage } = tensor;
  const read = (): Float32Array => {
    const record = archive.read(`data/${storage.key}`);
    const expected = storage.length * dtypeBytes[storage.dtype];
    if (record.length !== expected) {
      const message = `expected ${expected} bytes in the storage of ${name}, came ${record.length}`;
      throw new RivuletError("FILE_DAMAGED", message);
    }
    return gather(tensor, float32Of(name, storage.dtype, record, littleEndian));
  };
  return { dtype: storage.dtype, shape, read };
}

/** The elements of the view, row by row. */
function gather({ offset, shape, strides }: TorchTensor, numbers: Float32Array): Float32Array {
  const result = new Float32Array(elementsOf(shape));
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < result.length; i++) {
    result[i] = numbers[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return result;
}

/** The record came with PyTorch 2.1; before it, files were written little-endian by nearly every machine. */
function isLittleEndian(archive: Archive): boolean {
  if (!archive.names.has("byteorder")) return true;
  const order = String.fromCharCode(...archive.read("byteorder").subarray(0, 8));
  if (order === "little" || order === "big") return order === "little";
  throw new RivuletError("FILE_DAMAGED", `expected little or big as byte order, came ${JSON.stringify(order)}`);
}
