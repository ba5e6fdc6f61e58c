import { RivuletError } from "@rivulet/errors";
import { type Dtype, dtypeBytes } from "../dtype.ts";
import { float32Of } from "../float32-of.ts";
import { type Constant, constantOf } from "./constant.ts";
import { LARGEST_RANK } from "./dims.ts";
import { damaged, short } from "./refuse.ts";
import { dataTypes, type TensorProto } from "./schema.ts";

/** Floats by data type; all are held in single precision. */
const floatTypes: Readonly<Record<number, Dtype>> = {
  [dataTypes.float]: "F32",
  [dataTypes.double]: "F64",
  [dataTypes.float16]: "F16",
  [dataTypes.bfloat16]: "BF16",
};

/** How one integer of raw data is read, by data type. */
const integerTypes: Readonly<Record<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  [dataTypes.int64]: [8, (view, at) => Number(view.getBigInt64(at, true))],
  [dataTypes.int32]: [4, (view, at) => view.getInt32(at, true)],
  [dataTypes.uint32]: [4, (view, at) => view.getUint32(at, true)],
  [dataTypes.int16]: [2, (view, at) => view.getInt16(at, true)],
  [dataTypes.uint16]: [2, (view, at) => view.getUint16(at, true)],
  [dataTypes.int8]: [1, (view, at) => view.getInt8(at)],
  [dataTypes.uint8]: [1, (view, at) => view.getUint8(at)],
  [dataTypes.bool]: [1, (view, at) => view.getUint8(at)],
};

export function isFloatType(dataType: number): boolean {
  return Object.hasOwn(floatTypes, dataType);
}

/** The numbers of a stored tensor. @throws RivuletError FILE_DAMAGED, IMPORT_UNSUPPORTED */
export function readTensor(tensor: TensorProto): Constant {
  const { dims = [], dataType = 0, dataLocation = 0, externalData = [], rawData } = tensor;
  const name = short(tensor.name);
  if (dataLocation !== 0 || externalData.length > 0) {
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected all weights in the file, came external data of ${name}`);
  }
  const float = isFloatType(dataType);
  if (!float && !Object.hasOwn(integerTypes, dataType)) {
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected numbers, came data type ${dataType} in ${name}`);
  }
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (
    dims.length > LARGEST_RANK ||
    !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) ||
    !Number.isSafeInteger(count)
  ) {
    throw damaged(`whole numbers as dims of ${name}`, dims.slice(0, 8).join(" × "));
  }
  const width = float ? dtypeBytes[floatTypes[dataType]] : integerTypes[dataType][0];
  const stored = rawData ?? storedNumbers(tensor, dataType);
  const length = rawData === undefined ? stored.length : rawData.length / width;
  if (length !== count) throw damaged(`${count} numbers in ${name}`, `${length}`);
  if (rawData === undefined)
    return constantOf(float ? "float" : "integer", dims, float ? Float32Array.from(stored) : stored);
  if (float) return constantOf("float", dims, float32Of(name, floatTypes[dataType], rawData));
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const read = integerTypes[dataType][1];
  return constantOf(
    "integer",
    dims,
    Float64Array.from({ length: count }, (_, i) => read(view, i * width)),
  );
}

/** The numbers of a tensor without raw data, in the field of their type. */
function storedNumbers(tensor: TensorProto, dataType: number): ArrayLike<number> {
  if (dataType === dataTypes.float) return tensor.floatData ?? [];
  if (dataType === dataTypes.double) return tensor.doubleData ?? [];
  if (dataType === dataTypes.int64) return tensor.int64Data ?? [];
  const numbers = tensor.int32Data ?? [];
  if (!isFloatType(dataType)) return numbers;
  const bytes = new Uint8Array(Uint16Array.from(numbers).buffer); // halves lie in the low bits of the integers
  return float32Of(short(tensor.name), floatTypes[dataType], bytes);
}
